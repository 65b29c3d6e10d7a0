/** Dark-mode extensions, forced colours and browsers that darken pages: QR codes and figures keep what they say. */
import { disable, enable } from 'darkreader';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import Foresight from '../../client/board/Foresight.svelte';
import Chart from '../../client/figure/Chart.svelte';
import Histogram from '../../client/figure/Histogram.svelte';
import Share from '../../client/figure/Share.svelte';
import { distribution, numbersOf } from '../../client/game/numbers.ts';
import Fan from '../../client/host/setup/Fan.svelte';
import { fanOf } from '../../client/host/setup/fan.ts';
import DartBar from '../../client/player/parts/DartBar.svelte';
import Sparkline from '../../client/player/parts/Sparkline.svelte';
import { palettes, type Theme } from '../../client/ui/colour.ts';
import Qr from '../../client/ui/Qr.svelte';
import { theme } from '../../client/ui/theme.svelte.ts';
import { outlook } from '../../shared/theory/outlook.ts';
import { coloursOf, contrast } from '../support/browser/contrast.ts';
import { emulate, pixelsIn, show } from './page.ts';
import { finishedGame } from './samples.ts';

const themes: readonly Theme[] = ['dark', 'light'];

/** What a browser or an extension does to a page, for the rest of the test, and the theme of which it leaves no choice. */
const changes: Record<string, { change: () => Promise<void>; forced?: Theme }> = {
  'forced colours, dark': {
    change: () => emulate({ 'forced-colors': 'active', 'prefers-color-scheme': 'dark' }),
    forced: 'dark',
  },
  'forced colours, light': {
    change: () => emulate({ 'forced-colors': 'active', 'prefers-color-scheme': 'light' }),
    forced: 'light',
  },
  'a browser that darkens pages': {
    async change() {
      // as a browser does it on a dark device, of a page whose own theme is light
      await emulate({ 'prefers-color-scheme': 'dark' });
      await cdp().send('Emulation.setAutoDarkModeOverride', { enabled: true });
      onTestFinished(async () => void (await cdp().send('Emulation.setAutoDarkModeOverride', {})));
    },
  },
  'Dark Reader': {
    async change() {
      enable({});
      onTestFinished(() => disable());
    },
  },
};
const cases = themes.flatMap((chosen) =>
  Object.entries(changes).map(([name, { change, forced }]) => ({ chosen, name, change, forced })),
);

/** Chooses a theme, and keeps the choice in no storage, which other tests share. */
function choose(chosen: Theme | null): void {
  theme.follow(chosen, () => undefined);
}

beforeEach(async () => {
  await page.viewport(640, 480);
  return () => choose(null);
});

const { game, collapses } = finishedGame();
const { config } = game;
const numbers = numbersOf(game);
const theory = outlook(config, config.rounds);
const place = { style: '--small: 0.85em; position: relative; height: 20rem' };
/** On the board the labels of the histogram stand to its left. */
const aside = { style: '--small: 0.85em; position: relative; height: 20rem; margin-left: 4rem' };

const bars = { bins: distribution(config, numbers, theory), rollouts: 12, mean: numbers.mean, start: 0.5 };
const chart = { game, collapses, round: 30, label: 'chart', news: [], behind: [] };
const share = { rounds: 30, share: numbers.atEnd, expected: numbers.atEnd.map((s) => 1 - s), label: 'share' };
const spark = { line: [0.5, 0.2, 0.8, 1, 1, 1], rounds: 6, label: 'own model' };

type Colour = keyof (typeof palettes)[Theme];

/** Each figure, and the colours of its marks and of what is behind them. */
const figures: Record<string, { mount: () => HTMLElement; colours: readonly Colour[] }> = {
  chart: { mount: () => show(Chart, chart, place).root, colours: ['ground', 'zero', 'one', 'quiet'] },
  histogram: { mount: () => show(Histogram, bars, aside).root, colours: ['ground', 'zero', 'one', 'ink'] },
  share: { mount: () => show(Share, share, place).root, colours: ['ground', 'ink', 'quiet'] },
  strips: {
    mount: () => show(Foresight, { state: game, numbers, theory, collapses }, place).root,
    colours: ['ground', 'zero', 'one', 'quiet', 'ink'],
  },
  fan: {
    mount: () => show(Fan, { fan: fanOf(theory), handover: 10 }, place).root,
    colours: ['ground', 'zero', 'one'],
  },
  sparkline: { mount: () => show(Sparkline, spark, place).root, colours: ['ground', 'ink', 'one'] },
  'bar of p': { mount: () => show(DartBar, { p: 0.3 }, place).root, colours: ['zero', 'one'] },
};

describe.each(cases)('$name, $chosen theme', ({ chosen, change, forced }) => {
  test('a QR code is dark on light, at a contrast of 7:1 at least', async () => {
    choose(chosen);
    const { root } = show(Qr, { url: 'http://192.168.1.20:3000/BCDFG' }, { style: 'width: 20rem' });
    await change();
    const shares = coloursOf(await pixelsIn(root.querySelector('svg')!));
    const [[light], [dark]] = shares as [[string, number], [string, number]];
    expect(contrast(light, dark)).toBeGreaterThanOrEqual(7);
    expect(contrast(light, '#000000')).toBeGreaterThan(contrast(dark, '#000000'));
  });

  test.each(Object.entries(figures))('every mark of the %s is seen', async (_, { mount, colours }) => {
    choose(chosen);
    const root = mount();
    await change();
    const palette = palettes[forced ?? chosen];
    const unseen = async () => {
      const seen = new Map(coloursOf(await pixelsIn(root)));
      const least = { ground: 1_000 } as Partial<Record<Colour, number>>;
      return colours.filter((colour) => (seen.get(palette[colour]) ?? 0) < (least[colour] ?? 6));
    };
    await expect.poll(unseen, { timeout: 20_000 }).toEqual([]);
  });
});
