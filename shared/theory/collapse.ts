/** Time to collapse under `replace`: law, median and mean of the round. */
import { binomial } from './binomial.ts';
import { laws, type Model } from './law.ts';

/**
 * The probability of reaching an absorbing end in each round.
 *
 * @param reached P(p = 0) or P(p = 1) by round, 0 … n
 */
export function firstReached(reached: readonly number[]): number[] {
  return reached.map((share, round) => share - (reached[round - 1] ?? 0));
}

/**
 * P(half of so many models have collapsed), from P(one has): the ⌈m/2⌉-th of m collapses has come. Models are
 * independent, so the number of collapsed ones is binomial.
 */
export function halfCollapsed(collapsed: number, models: number): number {
  const half = Math.ceil(models / 2);
  const { from, mass } = binomial(models, Math.min(collapsed, 1));
  return mass.reduce((sum, value, i) => (from + i >= half ? sum + value : sum), 0);
}

/** Exact medians in rounds; null where they are after the last one. */
export interface Medians {
  /** the first t with P(p(t) is 0 or 1) ≥ ½ for one model */
  exact: number | null;
  /** the first t by which half of a class have collapsed with probability ½ or more */
  classExact: number | null;
}

/**
 * The medians of the round of collapse: of one model, and of half of so many.
 *
 * P(not collapsed) ≥ 4·E[p(1 − p)] = 4·p(0)·(1 − p(0))·(1 − 1/k)^t (Wright 1931). Where that is too much for both,
 * as with long texts, the law is not computed.
 */
export function medianCollapses(model: Model, rounds: number, models: number): Medians {
  const { textLength: k, start } = model;
  const medians: Medians = { exact: null, classExact: null };
  // tolerates the rounding of sums of doubles
  const isLikely = (collapsed: number, of: number) => halfCollapsed(collapsed, of) >= 0.5 - 1e-12;
  const most = 1 - 4 * start * (1 - start) * (1 - 1 / k) ** rounds;
  if (!isLikely(most, 1) && !isLikely(most, models)) return medians;
  let round = 0;
  for (const { mass } of laws(model, rounds)) {
    round++;
    const collapsed = mass[0]! + mass[k]!;
    if (isLikely(collapsed, 1)) medians.exact ??= round;
    if (isLikely(collapsed, models)) medians.classExact ??= round;
    if (medians.exact !== null && medians.classExact !== null) break;
  }
  return medians;
}

/**
 * The mean number of rounds until a model with this p collapses: 0 at an end, otherwise 1 + the law of the next p times
 * the solution of (I − Q)·t = 1, where Q holds the transitions between transient states (Kemeny & Snell 1960, chapter 3).
 *
 * By symmetry p and 1 − p share a state, which makes the system eight times faster to solve.
 */
export function meanCollapse(textLength: number, p: number): number {
  if (p === 0 || p === 1) return 0;
  const system = Array.from({ length: textLength >> 1 }, (_, row) => {
    const equation = folded(textLength, (row + 1) / textLength).map((mass) => -mass);
    equation[row]! += 1;
    return equation;
  });
  const times = solve(system);
  return 1 + folded(textLength, p).reduce((sum, mass, state) => sum + mass * times[state]!, 0);
}

/** The law of the count of the rarer token, on 1 … k/2, when k tokens are Binomial(k, p). */
function folded(k: number, p: number): Float64Array {
  const { from, mass } = binomial(k, p);
  const rarer = new Float64Array(k >> 1);
  mass.forEach((share, i) => {
    const ones = from + i;
    if (ones > 0 && ones < k) rarer[Math.min(ones, k - ones) - 1]! += share;
  });
  return rarer;
}

/**
 * Solves A·x = 1 by Gaussian elimination within the band of A, in place. A is diagonally dominant, so it needs no
 * pivoting.
 */
function solve(a: Float64Array[]): Float64Array {
  const n = a.length;
  const x = new Float64Array(n).fill(1);
  for (let pivot = 0; pivot < n; pivot++) {
    let end = n;
    while (a[pivot]![end - 1] === 0) end--;
    for (let row = pivot + 1; row < n; row++) {
      const factor = a[row]![pivot]! / a[pivot]![pivot]!;
      if (factor === 0) continue;
      for (let column = pivot; column < end; column++) a[row]![column]! -= factor * a[pivot]![column]!;
      x[row]! -= factor * x[pivot]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let column = row + 1; column < n; column++) x[row]! -= a[row]![column]! * x[column]!;
    x[row]! /= a[row]![row]!;
  }
  return x;
}
