/** The training screen: a count by stepper and by key, what a wrong one gets, and what is sent. */
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Refit from '../../client/player/screens/Refit.svelte';
import { palettes } from '../../client/ui/colour.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import type { View } from '../../shared/view/views.ts';
import { stopClock } from './clock.ts';
import { emulate, expectNoSideScroll, pictureTest, pixelsOf, show } from './page.ts';
import { openSession } from './player-session.ts';
import { longName, refitTurn, viewWith, you } from './samples.ts';

function showRefit(changes: Partial<typeof refitTurn> = {}, viewChanges: Partial<View> = {}) {
  const turn = { ...refitTurn, ...changes };
  const view = viewWith({ step: 'refit', turns: [turn], ...viewChanges });
  const opened = openSession(view);
  const again = () => show(Refit, { session: opened.session, turn, view }, { class: 'player' });
  return { ...opened, ...again(), again };
}

const count = page.getByRole('status');
const fewer = page.getByRole('button', { name: 'fewer' });
const more = page.getByRole('button', { name: 'more' });
const submit = page.getByRole('button', { name: 'This is the new model' });
const alert = page.getByRole('alert');

test('sends the number of 1s that was counted', async () => {
  const { sent } = showRefit();
  for (let i = 0; i < 4; i++) await more.click();
  await expect.element(page.getByText('4 of 10 → p = 0.40')).toBeVisible();
  await submit.click();
  expect(sent).toEqual([{ name: 'refit', payload: { rollout: 4, round: 2, ones: 4 } }]);
});

test('arrows count and Enter sends, wherever the focus is', async () => {
  const { sent } = showRefit();
  await userEvent.keyboard('{ArrowUp}{ArrowRight}{ArrowUp}{ArrowUp}{ArrowUp}{ArrowDown}{Enter}');
  expect(sent).toEqual([{ name: 'refit', payload: { rollout: 4, round: 2, ones: 4 } }]);
});

test('a wrong count is told and not sent; at the second one the 1s are lit', async () => {
  const { root, sent } = showRefit();
  const lit = () => pixelsOf(root, palettes.dark.one);
  const before = await lit();
  await submit.click();
  await expect.element(alert).toHaveTextContent('Not quite. Count the 1s again.');
  await more.click();
  await expect.element(alert).not.toBeInTheDocument();
  await submit.click();
  await expect.element(alert).toHaveTextContent('Not quite. The 1s are lit now.');
  expect(await lit()).toBeGreaterThan(before + 4 * 500);
  expect(sent).toEqual([]);
});

test('a wrong count shakes the text, except where motion is not wanted', async () => {
  const { root } = showRefit();
  const started = vi.fn();
  root.addEventListener('animationstart', started);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => started).toHaveBeenCalledOnce();
  await expect.poll(() => root.getAnimations({ subtree: true })).toEqual([]);
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  await userEvent.keyboard('{Enter}');
  await expect.element(alert).toMatchTextContent('The 1s are lit now.');
  expect(root.getAnimations({ subtree: true })).toEqual([]);
});

test('a button that is held counts on, and not beyond the text', async () => {
  const advance = stopClock();
  showRefit();
  await expect.element(fewer).toBeDisabled();
  await userEvent.pointer({ target: more, keys: '[MouseLeft>]' });
  advance(380 + 110);
  await expect.element(count).toHaveTextContent('3');
  advance(10_000);
  await userEvent.pointer('[/MouseLeft]');
  await expect.element(count).toHaveTextContent('10');
  await expect.element(more).toBeDisabled();
});

test('a count that was begun is still there when the screen is opened again', async () => {
  const { unmount, again } = showRefit();
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  await expect.element(count).toHaveTextContent('2');
  unmount();
  again();
  await expect.element(count).toHaveTextContent('2');
});

test('spells the text for those who do not see it', async () => {
  showRefit();
  await expect.element(page.getByRole('img', { name: '0 1 1 0 1 0 0 0 1 0' })).toBeVisible();
  await expect.element(page.getByRole('group', { name: '1s' })).toBeVisible();
});

test('a long text is counted already, and needs one press', async () => {
  const { sent } = showRefit({ text: '001'.repeat(70) });
  await expect.element(count).not.toBeInTheDocument();
  await expect.element(page.getByRole('img', { name: '70 of 210 are 1s' })).toBeVisible();
  await submit.click();
  expect(sent).toEqual([{ name: 'refit', payload: { rollout: 4, round: 2, ones: 70 } }]);
});

test.each([
  { writer: 'Brave Heron', says: 'Brave Heron wrote this.' },
  { writer: you.name, says: 'You wrote this.' },
  { writer: null, says: 'The server wrote this.' },
])('says who wrote the text: $says', async ({ writer, says }) => {
  const { root } = showRefit({ writer });
  await expect.element(page.elementLocator(root)).toMatchTextContent(says);
});

test.each([
  { width: 320, height: 480 },
  { width: 320, height: 640 },
])('fits a window of $width by $height, with the longest name and a text of twenty', async (window) => {
  await page.viewport(window.width, window.height);
  showRefit({ writer: longName, text: '01'.repeat(10) });
  expectNoSideScroll();
  await expect.element(submit).toBeInViewport({ ratio: 1 });
});

test('forced colours still tell which tokens are lit', async () => {
  await emulate({ 'forced-colors': 'active' });
  const { root } = showRefit();
  await userEvent.keyboard('{Enter}{Enter}');
  await expect.element(alert).toMatchTextContent('The 1s are lit now.');
  expect(await pixelsOf(root, palettes.dark.one)).toBeGreaterThan(4 * 500);
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(360, 480);
  const { root } = showRefit({}, { config: { ...defaultConfig, regime: { kind: 'accumulate' } } });
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
  await expect.element(page.elementLocator(root)).toMatchScreenshot('refit');
});
