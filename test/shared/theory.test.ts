/** The exact law against the oracle's, which NumPy computed by matrix powers, and against simulated rollouts. */
import { describe, expect, test } from 'vitest';
import { rollouts } from '../../shared/rollout.ts';
import { isExact, laws, urnVariance, valueAt, type Model } from '../../shared/theory/law.ts';
import {
  atEnd,
  expectation,
  meanCollapse,
  medianCollapse,
  outlook,
  quantile,
} from '../../shared/theory/outlook.ts';
import cases from '../oracle/theory.json' with { type: 'json' };

const essay: Model = { textLength: 10, start: 0.5, regime: { kind: 'replace' } };

function expectNear(ours: readonly number[], theirs: readonly number[], within: number): void {
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, i) => expect(Math.abs(value - theirs[i]!), `at ${i}`).toBeLessThan(within));
}

describe.each(cases)('the oracle: k $k, p $p, $rounds rounds, fresh $fresh', (expected) => {
  const { k, p, rounds, fresh } = expected;
  const regime = fresh === 0 ? ({ kind: 'replace' } as const) : ({ kind: 'mix', fresh } as const);
  const ours = outlook({ textLength: k, start: p, regime }, rounds);

  test('both ends, mean and diversity, to 1e-9', () => {
    expectNear(ours.atZero, expected.at_zero, 1e-9);
    expectNear(ours.atOne, expected.at_one, 1e-9);
    expectNear(ours.mean, expected.mean, 1e-9);
    expectNear(
      ours.diversity.map((left) => left * 2 * p * (1 - p)),
      expected.diversity,
      1e-9,
    );
  });

  test('each law sums to 1 within 1e-12', () => {
    for (const law of ours.laws) expect(Math.abs(expectation(law, () => 1) - 1)).toBeLessThan(1e-12);
    expect(ours.laws).toHaveLength(rounds);
  });
});

const collapsing = cases.flatMap(({ mean_rounds_to_collapse: mean, ...rest }) =>
  mean === undefined ? [] : [{ ...rest, mean }],
);

test.each(collapsing)('the mean round of collapse: k $k, p $p', ({ k, p, mean }) => {
  expect(Math.abs(meanCollapse({ textLength: k, start: p }) - mean)).toBeLessThan(1e-9);
});

describe('the outlook from a later moment', () => {
  test('is the same seen in one go or by every state on the way', () => {
    const whole = outlook(essay, 12).atZero[12]!;
    const [fifth] = outlook(essay, 5).laws.slice(-1);
    const onTheWay = expectation(fifth!, (p) => outlook(essay, 7, { p, texts: 5 }).atZero[7]!);
    expect(Math.abs(onTheWay - whole)).toBeLessThan(1e-12);
  });

  test('of the urn too', () => {
    const urn: Model = { ...essay, regime: { kind: 'accumulate' } };
    const whole = outlook(urn, 8).diversity[8]!;
    const [third] = outlook(urn, 3).laws.slice(-1);
    const onTheWay = expectation(third!, (p) => outlook(urn, 5, { p, texts: 3 }).diversity[5]!);
    expect(Math.abs(onTheWay - whole)).toBeLessThan(1e-12);
  });

  test('ends at 1 with probability p, and stays where it has collapsed', () => {
    expect(outlook(essay, 500, { p: 0.4, texts: 3 }).atOne.at(-1)).toBeCloseTo(0.4, 9);
    expect(outlook(essay, 5, { p: 1, texts: 9 }).atOne).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('the urn', () => {
  test('has the variance that its martingale says, and tells that alone where its law is too large', () => {
    const urn: Model = { textLength: 7, start: 0.3, regime: { kind: 'accumulate' } };
    const { laws: all } = outlook(urn, 20);
    const variances = all.map((law) => expectation(law, (p) => (p - 0.3) ** 2));
    expectNear(variances, urnVariance(7, 20, { p: 0.3, texts: 0 }), 1e-12);
    const large: Model = { ...urn, textLength: 1000 };
    expect([isExact(urn, 20), isExact(large, 200)]).toEqual([true, false]);
    const told = outlook(large, 200);
    expect(told).toMatchObject({ exact: false, laws: [] });
    expect(told.diversity[200]).toBeCloseTo(
      1 - urnVariance(1000, 200, { p: 0.3, texts: 0 })[199]! / 0.21,
      12,
    );
  });
});

test('the median is the first round by which half have collapsed, or null where that is too late', () => {
  for (const textLength of [1, 5, 10, 30, 100])
    for (const start of [0.5, 0.9]) {
      const model = { ...essay, textLength, start };
      expect(medianCollapse(model, 60)).toBe(quantile(atEnd(outlook(model, 60)), 0.5));
    }
  expect([medianCollapse(essay, 60), medianCollapse({ ...essay, textLength: 1000 }, 60)]).toEqual([10, null]);
});

test('a thousand tokens and 200 rounds: no law loses its mass', () => {
  for (const { mass } of laws({ ...essay, textLength: 1000 }, 200))
    expect(Math.abs(mass.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-12);
});

/**
 * Pearson's chi-square of 100,000 simulated rollouts against the law of p(t), over values of which theory expects
 * at least five. It is held against its mean plus five standard deviations, which chance passes in fewer than one
 * of 10,000 runs; the seeds are fixed, so that the test always comes out the same.
 */
describe.each([
  { name: 'replace', model: essay, seed: 11 },
  { name: 'mix', model: { ...essay, regime: { kind: 'mix', fresh: 0.1 } } satisfies Model, seed: 12 },
  { name: 'accumulate', model: { ...essay, regime: { kind: 'accumulate' } } satisfies Model, seed: 13 },
])('simulation under $name', ({ model, seed }) => {
  const count = 100_000;
  const lines = rollouts(seed, count, { ...model, rounds: 12 });

  test.each([1, 4, 12])('p(%i) follows the exact law', (round) => {
    const law = outlook(model, round).laws.at(-1)!;
    const seen = new Map<string, number>();
    const keyOf = (p: number) => p.toFixed(9);
    for (const line of lines) seen.set(keyOf(line[round]!), (seen.get(keyOf(line[round]!)) ?? 0) + 1);
    let [chiSquare, cells] = [0, 0];
    law.mass.forEach((mass, i) => {
      const expected = mass * count;
      if (expected < 5) return;
      chiSquare += ((seen.get(keyOf(valueAt(law, i))) ?? 0) - expected) ** 2 / expected;
      cells++;
    });
    const freedom = cells - 1;
    expect(freedom).toBeGreaterThan(5);
    expect(chiSquare).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
    expect(chiSquare).toBeGreaterThan(freedom - 5 * Math.sqrt(2 * freedom));
  });
});
