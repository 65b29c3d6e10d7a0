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
 * The first round by which a model has collapsed with probability ½ or more; null where that is after `rounds`.
 *
 * P(not collapsed) ≥ 4·E[p(1 − p)] = 4·p(0)·(1 − p(0))·(1 − 1/k)^t (Wright 1931). Where that stays above ½, as with
 * long texts, the law is not computed.
 */
export function medianCollapse(model: Model, rounds: number): number | null {
  const { textLength: k, start } = model;
  if (4 * start * (1 - start) * (1 - 1 / k) ** rounds > 0.5) return null;
  let round = 0;
  for (const { mass } of laws(model, rounds)) {
    round++;
    if (mass[0]! + mass[k]! >= 0.5 - 1e-12) return round;
  }
  return null;
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
    const end = a[pivot]!.findLastIndex((value) => value !== 0) + 1;
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
