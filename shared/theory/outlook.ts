/** What theory expects of a model, round by round: where it ends, when, and how much diversity is left. */
import { binomial } from './binomial.ts';
import { isExact, laws, urnVariance, valueAt, type Law, type Model, type Now } from './law.ts';

export interface Outlook {
  /** whether the whole law is known; else the mean and the diversity alone are, and they are exact */
  exact: boolean;
  /** P(p = 0) by round, 0 … rounds from now */
  atZero: number[];
  /** P(p = 1) */
  atOne: number[];
  mean: number[];
  /** E[p(1 − p)], over its value at the start of the session */
  diversity: number[];
  /** the law of p, 1 … rounds from now, at index round − 1; empty where it is not exact */
  laws: Law[];
}

/** The outlook from the start or, with `now`, from any later moment. */
export function outlook(model: Model, rounds: number, now: Now = { p: model.start, texts: 0 }): Outlook {
  const { start } = model;
  const exact = isExact(model, rounds);
  const all = exact ? [...laws(model, rounds, now)] : [];
  const scale = start * (1 - start);
  if (!exact) {
    const spread = (variance: number) => (now.p * (1 - now.p) - variance) / scale;
    const variances = [0, ...urnVariance(model.textLength, rounds, now)];
    const none = variances.map(() => 0);
    return {
      exact,
      atZero: none,
      atOne: none,
      mean: variances.map(() => now.p),
      diversity: variances.map(spread),
      laws: [],
    };
  }
  const everyRound: Law[] = [{ before: now.p, size: 1, mass: Float64Array.of(1) }, ...all];
  return {
    exact,
    atZero: everyRound.map((law) => expectation(law, (p) => (p === 0 ? 1 : 0))),
    atOne: everyRound.map((law) => expectation(law, (p) => (p === 1 ? 1 : 0))),
    mean: everyRound.map((law) => expectation(law, (p) => p)),
    diversity: everyRound.map((law) => expectation(law, (p) => p * (1 - p)) / scale),
    laws: all,
  };
}

/** E[f(p)] under a law. */
export function expectation(law: Law, f: (p: number) => number): number {
  return law.mass.reduce((sum, weight, i) => (weight === 0 ? sum : sum + weight * f(valueAt(law, i))), 0);
}

/** P(p is 0 or 1) by round: under `replace` the share of models that have collapsed by it. */
export function atEnd({ atZero, atOne }: Outlook): number[] {
  return atZero.map((zero, round) => zero + atOne[round]!);
}

/** The first round by which a share of all models has collapsed, or null where that is later than the outlook. */
export function quantile(collapsed: readonly number[], share: number): number | null {
  // the shares are sums of doubles: what is below by rounding alone has reached it
  const round = collapsed.findIndex((reached) => reached >= share - 1e-12);
  return round === -1 ? null : round;
}

/**
 * The first round by which a model has collapsed with probability ½ or more, or null where that is later.
 *
 * P(not collapsed) is at least E[p(1 − p)] over its largest value, ¼, and E[p(1 − p)] falls as (1 − 1/k)^t: where
 * that is above ½ to the last, no law is needed, as with long texts.
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
 * The mean number of rounds until a model collapses under `replace`: 1 + the law of p(1) times the solution of
 * (I − Q)·t = 1, with Q the chain between the inner states (Kemeny & Snell 1960, chapter 3).
 */
export function meanCollapse({ textLength: k, start }: Pick<Model, 'textLength' | 'start'>): number {
  const system = Array.from({ length: k - 1 }, (_, row) => {
    const equation = inner(k, (row + 1) / k).map((mass) => -mass);
    equation[row]! += 1;
    return equation;
  });
  const times = solve(system);
  return 1 + inner(k, start).reduce((sum, mass, state) => sum + mass * times[state]!, 0);
}

/** Binomial(k, p) on 1 … k − 1. */
function inner(k: number, p: number): Float64Array {
  const { from, mass } = binomial(k, p);
  return Float64Array.from({ length: k - 1 }, (_, state) => mass[state + 1 - from] ?? 0);
}

/** Solves A·x = 1 by elimination; A is diagonally dominant, so no pivoting is needed. Uses A up. */
function solve(a: Float64Array[]): Float64Array {
  const n = a.length;
  const x = new Float64Array(n).fill(1);
  for (let pivot = 0; pivot < n; pivot++)
    for (let row = pivot + 1; row < n; row++) {
      const factor = a[row]![pivot]! / a[pivot]![pivot]!;
      if (factor === 0) continue;
      for (let column = pivot; column < n; column++) a[row]![column]! -= factor * a[pivot]![column]!;
      x[row]! -= factor * x[pivot]!;
    }
  for (let row = n - 1; row >= 0; row--) {
    for (let column = row + 1; column < n; column++) x[row]! -= a[row]![column]! * x[column]!;
    x[row]! /= a[row]![row]!;
  }
  return x;
}
