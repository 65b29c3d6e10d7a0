/** Histograms of p: bins without dips, whatever the text length. */
import { describe, expect, test } from 'vitest';
import { distribution, numbersOf } from '../../../client/game/numbers.ts';
import { bars } from '../../../client/lab/results.ts';
import { count, emptyTally } from '../../../client/lab/tally.ts';
import type { Bin } from '../../../client/game/histogram.ts';
import { rollouts } from '../../../shared/model/rollout.ts';
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import { Classroom } from '../../support/session/classroom.ts';

/** The board's bins after so many rounds. */
function binsOf(change: Partial<Config>, round: number): Bin[] {
  const config = { ...defaultConfig, ...change };
  const { game } = new Classroom().start(3);
  const numbers = { ...numbersOf(game), round, rollouts: 30, values: [] };
  return distribution(config, numbers, outlook(config, round));
}

const lengths = (bins: readonly Bin[]) => bins.map(({ expected, scale }) => scale * expected!);

/** Values between neighbours that are both higher. */
function dips(values: readonly number[]): number[] {
  const rounded = values.map((value) => Math.round(value * 1e9));
  const peak = rounded.indexOf(Math.max(...rounded));
  return rounded.filter((value, i) => (i < peak ? value > rounded[i + 1]! : value < rounded[i + 1]!));
}

describe('the outline', () => {
  // p of the first round is binomial, which has one peak
  test.each([1, 2, 10, 20, 21, 24, 30, 33, 38, 47, 100, 133, 999, 1000])(
    'has no dips after a round with texts of %i tokens',
    (textLength) => {
      const bins = binsOf({ textLength }, 1);
      expect(dips(lengths(bins))).toEqual([]);
      expect(bins.length).toBeLessThanOrEqual(21);
      if (textLength <= 20) expect(bins.length).toBe(textLength + 1);
    },
  );

  test.each([1, 2, 3, 4, 5, 9, 30, 60])('of the urn has none after %i rounds', (round) => {
    const bins = binsOf({ regime: { kind: 'accumulate' } }, round);
    expect(dips(lengths(bins))).toEqual([]);
    expect(bins.length).toBeLessThanOrEqual(21);
  });

  test('where the start is no share of the text has none either', () => {
    expect(dips(lengths(binsOf({ start: 0.33 }, 1)))).toEqual([]);
  });

  test.each([33, 47, 133])('of the Lab has none with texts of %i tokens', (textLength) => {
    const experiment = { start: 0.5, textLength, rounds: 1, regime: { kind: 'replace' } as const };
    const tally = emptyTally(experiment);
    count(tally, Float64Array.from(rollouts(1, 50, experiment).flat()), 1);
    expect(dips(lengths(bars(tally, experiment, outlook(experiment, 1))))).toEqual([]);
  });
});

test('bars cover the values that p can have, each once, and keep 0 and 1 apart', () => {
  for (const textLength of [1, 3, 20, 33, 50, 1000]) {
    const bins = binsOf({ textLength }, 4);
    expect([bins[0]!.low, bins[0]!.high, bins.at(-1)!.low, bins.at(-1)!.high]).toEqual([0, 0, 1, 1]);
    bins.slice(1).forEach(({ low }, i) => expect(low - bins[i]!.high).toBeCloseTo(1 / textLength, 12));
  }
});
