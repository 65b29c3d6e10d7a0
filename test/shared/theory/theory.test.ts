/** The exact law against the oracle's matrix powers and against simulated rollouts. */
import { describe, expect, test } from 'vitest';
import { rollouts } from '../../../shared/model/rollout.ts';
import { isExact, laws, urnVariance, type Model } from '../../../shared/theory/law.ts';
import {
  firstReached,
  halfCollapsed,
  meanCollapse,
  medianCollapses,
} from '../../../shared/theory/collapse.ts';
import { atEnd, expectation, outlook, quantile, quantileOfP } from '../../../shared/theory/outlook.ts';
import { chiSquare } from '../../support/chi-square.ts';
import cases from '../../support/oracle/theory.json' with { type: 'json' };

const essay: Model = { textLength: 10, start: 0.5, regime: { kind: 'replace' } };

const sum = (numbers: readonly number[] | Float64Array) => [...numbers].reduce((all, one) => all + one, 0);

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
    const diversity = ours.diversity.map((left) => left * 2 * p * (1 - p));
    expectNear(diversity, expected.diversity, 1e-9);
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
  expect(Math.abs(meanCollapse(k, p) - mean)).toBeLessThan(1e-9);
});

test('the mean round of collapse is the sum of the chances not to have collapsed, from any p', () => {
  const notCollapsed = (textLength: number, p: number) =>
    atEnd(outlook({ ...essay, textLength }, 60 * textLength, { p, texts: 4 })).map((ended) => 1 - ended);
  for (const [textLength, p] of [
    [1, 0.3],
    [2, 0.5],
    [7, 2 / 7],
    [30, 0.9],
    [60, 0.01],
  ] as const) {
    expect(Math.abs(meanCollapse(textLength, p) - sum(notCollapsed(textLength, p)))).toBeLessThan(1e-8);
  }
  expect([meanCollapse(10, 0), meanCollapse(10, 1)]).toEqual([0, 0]);
});

test('the law of the round of collapse is that of being at an end, round by round', () => {
  const { atZero, atOne, meanCollapse: mean } = outlook({ ...essay, start: 0.3 }, 2_000);
  const [zero, one] = [firstReached(atZero), firstReached(atOne)];
  expect(Math.min(...zero, ...one)).toBeGreaterThan(-1e-15);
  expect(sum(zero)).toBeCloseTo(0.7, 12);
  expect(sum(one)).toBeCloseTo(0.3, 12);
  expect(sum([...zero, ...one].map((chance, i) => chance * (i % zero.length)))).toBeCloseTo(mean!, 9);
});

describe('the spread of p', () => {
  test('is a binomial’s after one round, and what the mean and the diversity leave later', () => {
    const { deviation, mean, diversity } = outlook({ ...essay, start: 0.3 }, 40);
    expect(deviation[0]).toBe(0);
    expect(deviation[1]).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 10), 14);
    const variance = mean.map((one, round) => one * (1 - one) - diversity[round]! * 0.21);
    const squares = deviation.map((one) => one ** 2);
    expectNear(squares, variance, 1e-14);
  });

  test('has the quantiles of a binomial after one round', () => {
    const [law] = outlook(essay, 1).laws;
    // P(at most 2 of 10) is 56/1024, P(at most 3) 176/1024, P(at most 4) 386/1024
    const shares = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1];
    const quantiles = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
    expect(shares.map((share) => quantileOfP(law!, share))).toEqual(quantiles);
  });
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
    const variance = urnVariance(1000, 200, { p: 0.3, texts: 0 })[199]!;
    expect(told.diversity[200]).toBeCloseTo(1 - variance / 0.21, 12);
  });
});

test('the medians are the first rounds by which one and half have collapsed, or null where that is too late', () => {
  for (const textLength of [1, 5, 10, 30, 100])
    for (const start of [0.5, 0.9])
      for (const models of [1, 2, 7, 30]) {
        const model = { ...essay, textLength, start };
        const collapsed = atEnd(outlook(model, 60));
        const half = collapsed.map((chance) => halfCollapsed(chance, models));
        expect(medianCollapses(model, 60, models)).toEqual({
          exact: quantile(collapsed, 0.5),
          classExact: quantile(half, 0.5),
        });
      }
  const never = { exact: null, classExact: null };
  expect(medianCollapses({ ...essay, textLength: 1000 }, 60, 2)).toEqual(never);
});

test.each([
  [1, 10],
  [2, 6],
  [4, 8],
  [30, 9],
])('the exact median for %i models of the essay is round %i', (models, round) => {
  expect(medianCollapses(essay, 60, models)).toEqual({ exact: 10, classExact: round });
});

test.each([
  { ...essay, textLength: 1000 },
  { ...essay, textLength: 1000, start: 0.001 },
  { ...essay, textLength: 1000, regime: { kind: 'mix', fresh: 0.01 } } as const,
  { ...essay, start: 0.01, regime: { kind: 'accumulate' } } as const,
])('200 rounds, and no law loses its mass: %j', (model) => {
  for (const { mass } of laws(model, 200)) expect(Math.abs(sum(mass) - 1)).toBeLessThan(1e-12);
});

/**
 * Pearson's chi-square of 100,000 simulated rollouts against the law of p(t). It is held against its mean plus five standard deviations, which chance passes in fewer than one
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
    const values = lines.map((line) => line[round]!);
    const { statistic, freedom } = chiSquare(values, law);
    expect(freedom).toBeGreaterThan(5);
    expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
    expect(statistic).toBeGreaterThan(freedom - 5 * Math.sqrt(2 * freedom));
  });
});
