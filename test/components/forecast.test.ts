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
const bar = page.getByRole('slider', { name: 'round' });
const end = (token: 0 | 1) => page.getByRole('button', { name: `${token} only ${token}s` });
const choose = (token: 0 | 1) => end(token).click();
const submit = page.getByRole('button', { name: 'Lock in' });

test('nothing is chosen at first, and nothing can be sent', async () => {
  const { sent } = showForecast();
  await expect.element(round).toHaveTextContent('tap a round, 1 to 60');
  await expect.element(submit).toBeDisabled();
  await userEvent.keyboard('{Enter}');
  await choose(0);
  await expect.element(submit).toBeDisabled();
  expect(sent).toEqual([]);
});

test('every word of the question is explained', async () => {
  const { root } = showForecast();
  for (const sentence of [
    'A model knows one number, p: how often it writes a 1.',
    'All begin at p = ½, a fair coin.',
    'In each of 60 rounds the next model learns p from what the one before it wrote.',
    'A model that wrote only 0s, or only 1s, has collapsed: it can write nothing else ever again.',
  ])
    await expect.element(page.elementLocator(root)).toMatchTextContent(sentence);
});

test('sends the round alone, where no end was chosen or it was taken back', async () => {
  const { sent } = showForecast();
  await more.click();
  await choose(1);
  await choose(1);
  await expect.element(end(1)).toHaveAttribute('aria-pressed', 'false');
  await submit.click();
  expect(sent).toEqual([{ name: 'forecast', payload: { round: 1 } }]);
});

test('sends the round and the end that were chosen', async () => {
  const { sent } = showForecast();
  await bar.fill('32');
  await choose(1);
  await submit.click();
  expect(sent).toEqual([{ name: 'forecast', payload: { round: 32, pole: 1 } }]);
});

test('a tap on the middle of the bar chooses it, too', async () => {
  showForecast();
  await bar.click();
  await expect.element(round).toMatchTextContent(/^3[01]$/);
});

test('one more than the last round is never', async () => {
  const { sent } = showForecast({ config: { ...defaultConfig, rounds: 3 } });
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}');
  await expect.element(round).toHaveTextContent('never');
  await expect.element(never).toHaveAttribute('aria-pressed', 'true');
  await expect.element(more).toBeDisabled();
  await submit.click();
  expect(sent).toEqual([{ name: 'forecast', payload: { round: null } }]);
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
  await userEvent.keyboard('6');
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

test('the keyboard alone is enough: digits and arrows choose the round, Enter locks it in', async () => {
  const { sent } = showForecast();
  await userEvent.keyboard('31{ArrowDown}{ArrowLeft}');
  await expect.element(round).toHaveTextContent('29');
  for (const stop of [fewer, more, bar, never, end(0), end(1)]) {
    await userEvent.tab();
    await expect.element(stop).toHaveFocus();
  }
  await userEvent.keyboard(' ');
  await expect.element(end(1)).toHaveAttribute('aria-pressed', 'true');
  await userEvent.tab();
  await expect.element(submit).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(sent).toEqual([{ name: 'forecast', payload: { round: 29, pole: 1 } }]);
});

test('a number that is typed is at most never', async () => {
  showForecast();
  await userEvent.keyboard('99');
  await expect.element(round).toHaveTextContent('never');
});

test('a forecast that is changed begins as it was locked in', async () => {
  showForecast({ you: { ...you, forecast: { round: 12, pole: 1 } } });
  await expect.element(round).toHaveTextContent('12');
  await expect.element(end(1)).toHaveAttribute('aria-pressed', 'true');
});

test('has names for those who do not see it', async () => {
  showForecast();
  await expect.element(page.getByRole('group', { name: 'round' })).toBeVisible();
  await expect
    .element(page.getByRole('group', { name: 'And at which end will yours be? If you like.' }))
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
  const borderOf = (token: 0 | 1) => getComputedStyle(end(token).element()).borderTopColor;
  expect(borderOf(1)).not.toBe(borderOf(0));
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(360, 640);
  const { root } = showForecast();
  await bar.fill('20');
  await choose(1);
  await expect.element(page.elementLocator(root)).toMatchScreenshot('forecast');
});
