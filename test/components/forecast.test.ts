/** The forecast screen: a round on a stepper, an end, and what is sent. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Forecast from '../../client/player/screens/Forecast.svelte';
import { defaultConfig } from '../../shared/session/config.ts';
import type { View } from '../../shared/view/views.ts';
import { stopClock } from './clock.ts';
import { emulate, expectNoSideScroll, pictureTest, show } from './page.ts';
import { openSession } from './player-session.ts';
import { viewWith, you } from './samples.ts';

function showForecast(changes: Partial<View> = {}) {
  const view = viewWith({ phase: 'lobby', ...changes });
  const opened = openSession(view);
  return { ...opened, ...show(Forecast, { session: opened.session, view }, { class: 'player' }) };
}

const round = page.getByRole('status');
const fewer = page.getByRole('button', { name: 'fewer' });
const more = page.getByRole('button', { name: 'more' });
const never = page.getByRole('button', { name: 'never' });
const end = (token: 0 | 1) => page.getByRole('radio', { name: `${token} only ${token}s` });
/** Presses the label, since the radio button itself is not shown. */
const choose = (token: 0 | 1) => page.getByText(`only ${token}s`).click();
const submit = page.getByRole('button', { name: 'Lock in my forecast' });

test('sends the round and the end that were chosen', async () => {
  const { sent } = showForecast();
  await more.click();
  await choose(1);
  await submit.click();
  expect(sent).toEqual([{ name: 'forecast', payload: { round: 32, pole: 1 } }]);
});

test('asks for the end where none was chosen, and sends nothing', async () => {
  const { sent } = showForecast();
  await submit.click();
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('Choose 0 or 1 too.');
  expect(sent).toEqual([]);
  await choose(0);
  await expect.element(alert).not.toBeInTheDocument();
});

test('one more than the last round is never', async () => {
  const { sent } = showForecast({ config: { ...defaultConfig, rounds: 3 } });
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}');
  await expect.element(round).toHaveTextContent('never');
  await expect.element(never).toHaveAttribute('aria-pressed', 'true');
  await expect.element(more).toBeDisabled();
  await choose(0);
  await submit.click();
  expect(sent).toEqual([{ name: 'forecast', payload: { round: null, pole: 0 } }]);
});

test('never is one press away, and one step back', async () => {
  showForecast();
  await never.click();
  await expect.element(round).toHaveTextContent('never');
  await fewer.click();
  await expect.element(round).toHaveTextContent('60');
  await expect.element(never).toHaveAttribute('aria-pressed', 'false');
});

test('a button that is held steps on until it is released, and no further than the first round', async () => {
  const advance = stopClock();
  showForecast({ config: { ...defaultConfig, rounds: 11 } });
  await expect.element(round).toHaveTextContent('6');
  await userEvent.pointer({ target: fewer, keys: '[MouseLeft>]' });
  await expect.element(round).toHaveTextContent('5');
  advance(380 + 110);
  await expect.element(round).toHaveTextContent('3');
  await userEvent.pointer('[/MouseLeft]');
  advance(10_000);
  await expect.element(round).toHaveTextContent('3');
  await userEvent.pointer({ target: fewer, keys: '[MouseLeft>]' });
  advance(10_000);
  await userEvent.pointer('[/MouseLeft]');
  await expect.element(round).toHaveTextContent('1');
  await expect.element(fewer).toBeDisabled();
});

test('the keyboard alone is enough: arrows choose the round, and the end where the focus is on one', async () => {
  const { sent } = showForecast();
  await userEvent.keyboard('{ArrowDown}{ArrowLeft}');
  await expect.element(round).toHaveTextContent('29');
  for (const stop of [never, fewer, more, end(0)]) {
    await userEvent.tab();
    await expect.element(stop).toHaveFocus();
  }
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(end(1)).toBeChecked();
  await expect.element(round).toHaveTextContent('29');
  await userEvent.tab();
  await expect.element(submit).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(sent).toEqual([{ name: 'forecast', payload: { round: 29, pole: 1 } }]);
});

test('a forecast that is changed begins as it was locked in', async () => {
  showForecast({ you: { ...you, forecast: { round: 12, pole: 1 } } });
  await expect.element(round).toHaveTextContent('12');
  await expect.element(end(1)).toBeChecked();
});

test('has names for those who do not see it', async () => {
  showForecast();
  await expect.element(page.getByRole('group', { name: 'round' })).toBeVisible();
  await expect
    .element(page.getByRole('group', { name: 'And your own model will end up, just for fun' }))
    .toBeVisible();
});

test.each([
  { width: 320, height: 480 },
  { width: 320, height: 640 },
])('fits a window of $width by $height with two hundred rounds', async ({ width, height }) => {
  await page.viewport(width, height);
  showForecast({ config: { ...defaultConfig, rounds: 200 } });
  await never.click();
  expectNoSideScroll();
  await expect.element(submit).toBeInViewport({ ratio: 1 });
});

test('forced colours still tell which end is chosen', async () => {
  await emulate({ 'forced-colors': 'active' });
  showForecast();
  await choose(1);
  const borderOf = (token: 0 | 1) => getComputedStyle(end(token).element().closest('label')!).borderTopColor;
  expect(borderOf(1)).not.toBe(borderOf(0));
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(360, 520);
  const { root } = showForecast();
  await choose(1);
  await expect.element(page.elementLocator(root)).toMatchScreenshot('forecast');
});
