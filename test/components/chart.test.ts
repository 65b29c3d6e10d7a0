/** The figure of p over rounds: its name, and that it is drawn, in either theme and at any width. */
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import Chart from '../../client/figure/Chart.svelte';
import { chartLabel } from '../../client/game/board.text.ts';
import { numbersOf } from '../../client/game/numbers.ts';
import { palettes, type Theme } from '../../client/ui/colour.ts';
import { emulate, expectNoSideScroll, pictureTest, pixelsOf, show } from './page.ts';
import { finishedGame } from './samples.ts';

const { game, collapses } = finishedGame();
const label = chartLabel(numbersOf(game));
const last = collapses.filter(({ round }) => round === collapses.at(-1)!.round);

function showChart({ news = collapses.slice(0, 0) } = {}) {
  const props = { game, collapses, round: 30, label, news, behind: [] };
  return show(Chart, props, { style: 'position: relative; height: 20rem' });
}

/** Lines that have collapsed have the colours of the ends. */
async function expectDrawn(root: HTMLElement, theme: Theme): Promise<void> {
  for (const colour of [palettes[theme].zero, palettes[theme].one])
    await expect.poll(() => pixelsOf(root, colour), { timeout: 20_000 }).toBeGreaterThan(100);
}

test('is one picture with a name', async () => {
  showChart();
  await expect.element(page.getByRole('img')).toHaveAccessibleName(label);
});

test('is drawn, and drawn again as the theme changes', async () => {
  const { root } = showChart();
  await expectDrawn(root, 'dark');
  await emulate({ 'prefers-color-scheme': 'light' });
  await expectDrawn(root, 'light');
  expect(await pixelsOf(root, palettes.dark.one)).toBe(0);
});

test('is drawn by the page where no worker can: in Safari before 16.4', async () => {
  const name = 'transferControlToOffscreen';
  const method = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, name)!;
  onTestFinished(() => void Object.defineProperty(HTMLCanvasElement.prototype, name, method));
  Reflect.deleteProperty(HTMLCanvasElement.prototype, name);
  const { root } = showChart();
  await expectDrawn(root, 'dark');
  await emulate({ 'prefers-color-scheme': 'light' });
  await expectDrawn(root, 'light');
});

test('is drawn again as the window changes, and fits one of 320', async () => {
  await page.viewport(1280, 720);
  const { root } = showChart();
  await expectDrawn(root, 'dark');
  await page.viewport(320, 640);
  await expectDrawn(root, 'dark');
  expectNoSideScroll();
});

test.each([
  { motion: 'no-preference', rings: 1 },
  { motion: 'reduce', rings: 0 },
])(
  'models that have just collapsed are ringed where motion is wanted: $motion',
  async ({ motion, rings }) => {
    await emulate({ 'prefers-reduced-motion': motion });
    const { root } = showChart({ news: last.slice(0, 1) });
    expect(root.getAnimations({ subtree: true }).length).toBe(rings);
  },
);

pictureTest('looks as in the picture', async () => {
  await page.viewport(320, 320);
  const { root } = showChart();
  await expectDrawn(root, 'dark');
  await expect.element(page.elementLocator(root)).toMatchScreenshot('chart');
});
