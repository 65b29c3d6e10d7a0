/** Statistics of a class: expected values and 90 % ranges against simulated classes. */
import { describe, expect, test } from 'vitest';
import { rollouts } from '../../../shared/model/rollout.ts';
import { expectedAverage, expectedCount, expectedSpread } from '../../../shared/theory/class.ts';
import { outlook, quantile } from '../../../shared/theory/outlook.ts';
import { halfCollapsed } from '../../../shared/theory/collapse.ts';
import type { Model } from '../../../shared/theory/law.ts';

const essay: Model = { textLength: 10, start: 0.5, regime: { kind: 'replace' } };
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** Statistics of 2,000 simulated classes after so many rounds. */
function simulated(model: Model, rounds: number, models: number, statistic: (values: number[]) => number) {
  const lines = rollouts(7, 2_000 * models, { ...model, rounds });
  return Array.from({ length: 2_000 }, (_, index) =>
    statistic(lines.slice(index * models, (index + 1) * models).map((line) => line[rounds]!)),
  );
}

describe.each([
  { name: 'replace', model: essay },
  { name: 'accumulate', model: { ...essay, regime: { kind: 'accumulate' } } satisfies Model },
  { name: 'mix', model: { ...essay, start: 0.3, regime: { kind: 'mix', fresh: 0.1 } } satisfies Model },
])('under $name', ({ model }) => {
  const { start } = model;
  const law = outlook(model, 6).laws[5]!;
  const statistics = {
    'the mean of p': {
      ours: (models: number) => expectedAverage(law, models, (p) => p),
      of: mean,
    },
    diversity: {
      ours: (models: number) => expectedAverage(law, models, (p) => 4 * p * (1 - p)),
      of: (values: number[]) => mean(values.map((p) => 4 * p * (1 - p))),
    },
    'the spread': {
      ours: (models: number) => expectedSpread(law, models, start),
      of: (values: number[]) => Math.sqrt(mean(values.map((p) => (p - start) ** 2))),
    },
  };

  test.each(
    Object.entries(statistics).flatMap(([name, one]) =>
      [1, 2, 5, 30].map((models) => ({ name, models, ...one })),
    ),
  )('$name of $models models is expected where simulated classes have it', ({ models, ours, of }) => {
    const values = simulated(model, 6, models, of);
    const expected = ours(models);
    const deviation = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    // five standard errors
    expect(Math.abs(expected.mean - mean(values))).toBeLessThan((5 * deviation) / Math.sqrt(2_000));
    const within = values.filter(
      (value) => value >= expected.low - 1e-3 && value <= expected.high + 1e-3,
    ).length;
    expect(within / 2_000).toBeGreaterThan(0.9 - 5 * Math.sqrt((0.9 * 0.1) / 2_000));
    // few models have few values, of which one can have more than a tenth of the classes
    if (models === 30) expect(within / 2_000).toBeLessThan(0.95);
  });
});

test('a count has the quantiles of its binomial law', () => {
  // P(at most 2 of 10) is 56/1024 at one half
  expect(expectedCount(0.5, 10)).toEqual({ mean: 5, low: 2, high: 8 });
  expect(expectedCount(0, 7)).toEqual({ mean: 0, low: 0, high: 0 });
  expect(expectedCount(1, 7)).toEqual({ mean: 7, low: 7, high: 7 });
});

test('the spread of a class is expected below the standard deviation of one model, the more the smaller it is', () => {
  const { laws, deviation } = outlook({ ...essay, regime: { kind: 'accumulate' } }, 60);
  const means = [1, 2, 5, 30, 250].map((models) => expectedSpread(laws[59]!, models, 0.5).mean);
  expect(means).toEqual(means.toSorted((a, b) => a - b));
  expect(means.at(-1)!).toBeLessThan(deviation[60]!);
  expect(deviation[60]!).toBeCloseTo(0.124, 3);
  // E|p − ½|, and of two models the sum over all pairs
  const { mass, before, size } = laws[59]!;
  const squares = Array.from(mass, (_, i) => ((before + i) / size - 0.5) ** 2);
  const one = squares.reduce((sum, square, i) => sum + mass[i]! * Math.sqrt(square), 0);
  const pairs = squares.map((a, i) =>
    squares.reduce((sum, b, j) => sum + mass[i]! * mass[j]! * Math.sqrt((a + b) / 2), 0),
  );
  expect(means[0]).toBeCloseTo(one, 12);
  expect(means[1]! / pairs.reduce((sum, pair) => sum + pair, 0)).toBeCloseTo(1, 2);
});

test('of long texts too, whose p could be far from all that it is', () => {
  for (const [textLength, rounds] of [
    [100, 20],
    [1000, 4],
  ] as const) {
    const urn: Model = { textLength, start: 0.3, regime: { kind: 'accumulate' } };
    const { laws, deviation } = outlook(urn, rounds);
    // p is close to normal: of n models the root mean square has a chi law (Johnson, Kotz & Balakrishnan 1994)
    const shares = { 1: Math.sqrt(2 / Math.PI), 2: Math.sqrt(Math.PI) / 2, 30: 0.99172 };
    for (const [models, share] of Object.entries(shares)) {
      const { mean, low, high } = expectedSpread(laws.at(-1)!, Number(models), 0.3);
      expect(mean / deviation.at(-1)! / share).toBeGreaterThan(0.98);
      expect(mean / deviation.at(-1)! / share).toBeLessThan(1.02);
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
    // √(χ²/30) has its 5 % and 95 % quantiles at 0.785 and 1.208
    const { low, high } = expectedSpread(laws.at(-1)!, 30, 0.3);
    expect(Math.abs(low / deviation.at(-1)! - 0.785)).toBeLessThan(0.02);
    expect(Math.abs(high / deviation.at(-1)! - 1.208)).toBeLessThan(0.02);
  }
});

test('half of a class have collapsed as early as its median says in half of the simulated classes', () => {
  for (const models of [2, 4, 30]) {
    const lines = rollouts(3, 2_000 * models, { ...essay, rounds: 40 });
    const ends = lines.map((line) => line.findIndex((p) => p === 0 || p === 1)).map((t) => (t < 0 ? 41 : t));
    const halves = Array.from(
      { length: 2_000 },
      (_, index) =>
        ends.slice(index * models, (index + 1) * models).toSorted((a, b) => a - b)[
          Math.ceil(models / 2) - 1
        ]!,
    );
    const { atZero, atOne } = outlook(essay, 40);
    const median = quantile(
      atZero.map((zero, t) => halfCollapsed(zero + atOne[t]!, models)),
      0.5,
    )!;
    const by = (round: number) => halves.filter((half) => half <= round).length / 2_000;
    const error = 5 * Math.sqrt(0.25 / 2_000);
    expect(by(median)).toBeGreaterThan(0.5 - error);
    expect(by(median - 1)).toBeLessThan(0.5 + error);
  }
});
