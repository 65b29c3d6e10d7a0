/** The exact law against the oracle's, which NumPy computed by matrix powers. */
import { describe, expect, test } from 'vitest';
import { collapseCurve, laws, medianCollapse } from '../../shared/theory.ts';
import cases from '../oracle/theory.json' with { type: 'json' };

const replaced = cases.filter(({ fresh }) => fresh === 0);

describe.each(replaced)('k $k, p $p, $rounds rounds', ({ k, p, rounds, at_zero, at_one, mean }) => {
  test('the share collapsed by each round, to 1e-9', () => {
    const curve = collapseCurve(k, p, rounds);
    expect(curve).toHaveLength(rounds + 1);
    curve.forEach((share, round) =>
      expect(Math.abs(share - at_zero[round]! - at_one[round]!)).toBeLessThan(1e-9),
    );
  });

  test('each law sums to 1 within 1e-12, and its mean stays at the start', () => {
    let round = 0;
    for (const law of laws(k, p, rounds)) {
      round++;
      expect(Math.abs(law.reduce((sum, mass) => sum + mass, 0) - 1)).toBeLessThan(1e-12);
      expect(
        Math.abs(law.reduce((sum, mass, ones) => sum + (mass * ones) / k, 0) - mean[round]!),
      ).toBeLessThan(1e-9);
    }
    expect(round).toBe(rounds);
  });
});

test('the median is the first round by which half have collapsed, or null where that is too late', () => {
  const median = (k: number, start: number) => medianCollapse(k, start, 60);
  expect([median(1, 0.5), median(10, 0.5), median(1000, 0.5)]).toEqual([1, 10, null]);
});
