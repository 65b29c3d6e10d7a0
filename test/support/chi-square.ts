/** Pearson's chi-square: whether counts of rollouts follow a law. */
import { valueAt, type Law } from '../../shared/theory/law.ts';

/** The fewest that theory may expect in a cell; what is below stands together in one. */
const fewest = 5;

/**
 * Holds p of many rollouts, all in the same round, against the exact law of that round.
 *
 * @returns the statistic, the cells less one, and the probability of one as large or larger where the law holds
 */
export function chiSquare(values: readonly number[] | Float64Array, law: Law) {
  const keyOf = (p: number) => Math.round(p * 1e9);
  const seen = new Map<number, number>();
  for (const p of values) seen.set(keyOf(p), (seen.get(keyOf(p)) ?? 0) + 1);
  let [statistic, cells, counted, expectedSoFar] = [0, 0, 0, 0];
  const cell = (count: number, expected: number) => {
    statistic += (count - expected) ** 2 / expected;
    cells++;
  };
  law.mass.forEach((mass, i) => {
    const expected = mass * values.length;
    if (expected < fewest) return;
    const count = seen.get(keyOf(valueAt(law, i))) ?? 0;
    counted += count;
    expectedSoFar += expected;
    cell(count, expected);
  });
  // what is rare, and what the law does not know at all
  const rare = values.length - expectedSoFar;
  if (rare >= fewest || counted < values.length) cell(values.length - counted, Math.max(rare, 1e-9));
  const freedom = cells - 1;
  return { statistic, freedom, pValue: tail(statistic, freedom) };
}

/** P(chi-square of this freedom ≥ x): its cube root is nearly normal (Wilson & Hilferty 1931). */
function tail(x: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return upperNormal((Math.cbrt(x / freedom) - (1 - spread)) / Math.sqrt(spread));
}

/** P(a standard normal number ≥ z), within 1e-7 (Abramowitz & Stegun 26.2.17). */
function upperNormal(z: number): number {
  if (z < 0) return 1 - upperNormal(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduceRight((rest, factor) => t * (factor + rest), 0);
  return (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
