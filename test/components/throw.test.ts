/** The writing screen: darts by pointer and by key, the text that they write, and when it is sent. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { dartsOf, textOf } from '../../client/player/darts.ts';
import Throw from '../../client/player/screens/Throw.svelte';
import { palettes } from '../../client/ui/colour.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import { stopClock } from './clock.ts';
import { emulate, expectNoSideScroll, pictureTest, pixelsOf, show } from './page.ts';
import { openSession } from './player-session.ts';
import { viewWith, writeTurn } from './samples.ts';

function showThrow(changes: Partial<typeof writeTurn> = {}, config: Config = defaultConfig) {
  const turn = { ...writeTurn, ...changes };
  const opened = openSession(viewWith({ turns: [turn] }));
  const again = () => show(Throw, { session: opened.session, turn, config }, { class: 'player' });
  return { ...opened, ...again(), again, text: textOf(dartsOf({ ...turn, seed: turn.seed ?? 0 })) };
}

const button = page.getByRole('button');
const written = page.getByRole('img');

test('each press throws one dart, and says what it wrote and how many are left', async () => {
  const { root, text } = showThrow();
  await expect.element(written).toHaveAccessibleName('Nothing written yet');
  await button.click();
  await expect.element(written).toHaveAccessibleName(text.slice(0, 1));
  await button.click();
  await expect.element(written).toHaveAccessibleName(text.slice(0, 2));
  expect(root.querySelector('[aria-live=polite]')).toHaveTextContent(`${text[1]}, 8 to go`);
});

test('a button that is held throws on until it is released', async () => {
  const advance = stopClock();
  const { sent, text } = showThrow();
  await userEvent.pointer({ target: button, keys: '[MouseLeft>]' });
  await expect.element(written).toHaveAccessibleName(text.slice(0, 1));
  advance(380);
  await expect.element(written).toHaveAccessibleName(text.slice(0, 2));
  advance(3 * 110);
  await expect.element(written).toHaveAccessibleName(text.slice(0, 5));
  await userEvent.pointer('[/MouseLeft]');
  advance(10_000);
  await expect.element(written).toHaveAccessibleName(text.slice(0, 5));
  expect(sent).toEqual([]);
});

test('space and Enter throw wherever the focus is, once each', async () => {
  const { text } = showThrow();
  await userEvent.keyboard(' {Enter}');
  await expect.element(written).toHaveAccessibleName(text.slice(0, 2));
  await userEvent.tab();
  await expect.element(button).toHaveFocus();
  await userEvent.keyboard(' {Enter}');
  await expect.element(written).toHaveAccessibleName(text.slice(0, 4));
});

test('the last dart sends the text, once', async () => {
  const { sent, text } = showThrow({ k: 3 });
  await userEvent.keyboard('    ');
  expect(sent).toEqual([{ name: 'generate', payload: { rollout: 0, round: 2, tokens: text } }]);
});

test('half a text is still there when the screen is opened again', async () => {
  const { unmount, again, text } = showThrow();
  await userEvent.keyboard('   ');
  unmount();
  again();
  await expect.element(written).toHaveAccessibleName(text.slice(0, 3));
});

test('a long text is thrown in one sweep, in which the button is disabled, and sent at its end', async () => {
  const advance = stopClock();
  const { sent, text } = showThrow({ k: 200 });
  await page.getByRole('button', { name: 'Throw all 200' }).click();
  advance(700);
  await expect.element(button).toBeDisabled();
  await expect.element(written).not.toHaveAccessibleName(text);
  expect(sent).toEqual([]);
  advance(10_000);
  await expect
    .poll(() => sent)
    .toEqual([{ name: 'generate', payload: { rollout: 0, round: 2, tokens: text } }]);
});

test('where motion is not wanted, a long text is there at once', async () => {
  await emulate({ 'prefers-reduced-motion': 'reduce' });
  stopClock();
  const { sent, text } = showThrow({ k: 200 });
  await button.click();
  await expect
    .poll(() => sent)
    .toEqual([{ name: 'generate', payload: { rollout: 0, round: 2, tokens: text } }]);
});

test.each([
  { p: 0, says: 'no dart writes a 1. This model has forgotten that 1 exists.' },
  { p: 1, says: 'every dart writes a 1. This model has forgotten that 0 exists.' },
])('says what p = $p means, and writes all of it at one press', async ({ p, says }) => {
  const { root, sent } = showThrow({ p });
  await expect.element(page.elementLocator(root)).toMatchTextContent(says);
  await button.click();
  await expect
    .poll(() => sent)
    .toEqual([{ name: 'generate', payload: { rollout: 0, round: 2, tokens: String(p).repeat(10) } }]);
});

test.each(['dark', 'light'] as const)('the bar shows both shares of p in the %s theme', async (theme) => {
  await emulate({ 'prefers-color-scheme': theme });
  const { root } = showThrow({ p: 0.2 });
  const [zeros, ones] = [
    await pixelsOf(root, palettes[theme].zero),
    await pixelsOf(root, palettes[theme].one),
  ];
  expect(ones).toBeGreaterThan(500);
  expect(zeros / ones).toBeCloseTo(4, 0);
});

test('forced colours leave the bar its colours, which are what it says', async () => {
  await emulate({ 'forced-colors': 'active' });
  const { root } = showThrow();
  expect(await pixelsOf(root, palettes.dark.zero)).toBeGreaterThan(500);
});

test('fits a window of 320 by 480 with the longest words that it has', async () => {
  await page.viewport(320, 480);
  showThrow({ p: 0.44, k: 20 }, { ...defaultConfig, regime: { kind: 'mix', fresh: 0.1 } });
  expectNoSideScroll();
  await expect.element(button).toBeInViewport({ ratio: 1 });
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(360, 480);
  const { root } = showThrow();
  await userEvent.keyboard('    ');
  await expect.element(page.elementLocator(root)).toMatchScreenshot('throw');
});
