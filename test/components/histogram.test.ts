/** The histogram of p: its numbers for those who do not see it, and its bars in either theme. */
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import Histogram from '../../client/figure/Histogram.svelte';
import { distribution, numbersOf } from '../../client/game/numbers.ts';
import { colourOf, palettes } from '../../client/ui/colour.ts';
import type { Config } from '../../shared/session/config.ts';
import { outlook } from '../../shared/theory/outlook.ts';
import { emulate, expectNoSideScroll, pictureTest, pixelsOf, show } from './page.ts';
import { finishedGame } from './samples.ts';

function showHistogram(changes: Partial<Config> = {}) {
  const { game } = finishedGame(changes);
  const numbers = numbersOf(game);
  const { config } = game;
  const bins = distribution(config, numbers, outlook(config, config.rounds));
  const style = '--small: 0.85em; position: relative; height: 20rem; margin-left: 4rem';
  const { rollouts, mean } = numbers;
  return { bins, mean, ...show(Histogram, { bins, rollouts, mean, start: config.start }, { style }) };
}

test('says how many models have which p, bar by bar, and the mean', async () => {
  const { bins, mean } = showHistogram();
  const items = page.getByRole('listitem');
  expect(items.elements().map((item) => item.textContent.replaceAll(/\s+/g, ' ').trim())).toEqual(
    bins.map(({ p, count }) => `p = ${p === 0.5 ? '½' : p % 1 === 0 ? p : p.toFixed(2)}: ${count}`),
  );
  expect(bins.map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(12);
  await expect.element(page.getByText(`mean${mean.toFixed(2)}`)).toBeVisible();
});

test('a bar is as long as its count', async () => {
  const { root, bins } = showHistogram();
  const [zeros, ones] = [await pixelsOf(root, palettes.dark.zero), await pixelsOf(root, palettes.dark.one)];
  expect(zeros / ones).toBeCloseTo(bins[0]!.count / bins.at(-1)!.count, 0);
});

test('takes the colours of the theme as it changes', async () => {
  const { root } = showHistogram();
  expect(await pixelsOf(root, palettes.dark.one)).toBeGreaterThan(100);
  await emulate({ 'prefers-color-scheme': 'light' });
  await expect.poll(() => pixelsOf(root, colourOf(1, 'light'))).toBeGreaterThan(100);
  expect(await pixelsOf(root, palettes.dark.one)).toBe(0);
});

test('fits a window of 320, with the most bars', async () => {
  await page.viewport(320, 640);
  showHistogram({ textLength: 20 });
  expect(page.getByRole('listitem').length).toBe(21);
  expectNoSideScroll();
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(320, 320);
  // the mean stands to the left of the element that holds the histogram
  showHistogram({ rounds: 6 });
  await expect.element(page.elementLocator(document.body)).toMatchScreenshot('histogram');
});
