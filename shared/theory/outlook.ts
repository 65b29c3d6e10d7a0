/** Theoretical expectation of a model by round: absorption at 0 and 1, mean, deviation, diversity. */
import { meanCollapse } from './collapse.ts';
import { isExact, laws, urnVariance, valueAt, type Law, type Model, type Now } from './law.ts';

export interface Outlook {
  /** whether `laws` and the probabilities of the ends are known; mean, deviation and diversity always are */
  exact: boolean;
  /** P(p = 0) by round, 0 … rounds from now */
  atZero: number[];
  /** P(p = 1) */
  atOne: number[];
  mean: number[];
  /** the standard deviation of p */
  deviation: number[];
  /** E[p(1 − p)] as a share of p(0)·(1 − p(0)) */
  diversity: number[];
  /** the law of p by round, 1 … rounds from now, at index round − 1; empty where it is not known */
  laws: Law[];
  /** the mean number of rounds from now until collapse; null except under `replace` */
  meanCollapse: number | null;
}

/**
 * Computes the outlook.
 *
 * @param rounds rounds to look ahead: all arrays by round have rounds + 1 numbers, the first of which is now
 * @param now where to start; p(0) by default
 */
export function outlook(model: Model, rounds: number, now: Now = { p: model.start, texts: 0 }): Outlook {
  const meanRounds = model.regime.kind === 'replace' ? meanCollapse(model.textLength, now.p) : null;
  const byRound = isExact(model, rounds) ? byLaw(model, rounds, now) : byVariance(model, rounds, now);
  return { ...byRound, meanCollapse: meanRounds };
}

function byLaw(model: Model, rounds: number, now: Now): Omit<Outlook, 'meanCollapse'> {
  const all = [...laws(model, rounds, now)];
  const everyRound: Law[] = [{ before: now.p, size: 1, mass: Float64Array.of(1) }, ...all];
  const mean = everyRound.map((law) => expectation(law, (p) => p));
  return {
    exact: true,
    atZero: everyRound.map((law) => expectation(law, (p) => (p === 0 ? 1 : 0))),
    atOne: everyRound.map((law) => expectation(law, (p) => (p === 1 ? 1 : 0))),
    mean,
    deviation: everyRound.map((law, round) => Math.sqrt(expectation(law, (p) => (p - mean[round]!) ** 2))),
    diversity: everyRound.map((law) => expectation(law, (p) => p * (1 - p)) / bernoulliVariance(model.start)),
    laws: all,
  };
}

/** For the urn: its p is a martingale, and never at an end. */
function byVariance(model: Model, rounds: number, now: Now): Omit<Outlook, 'meanCollapse'> {
  const variances = [0, ...urnVariance(model.textLength, rounds, now)];
  const never = variances.map(() => 0);
  return {
    exact: false,
    atZero: never,
    atOne: never,
    mean: variances.map(() => now.p),
    deviation: variances.map(Math.sqrt),
    diversity: variances.map(
      (variance) => (bernoulliVariance(now.p) - variance) / bernoulliVariance(model.start),
    ),
    laws: [],
  };
}

/** The variance of one token. */
function bernoulliVariance(p: number): number {
  return p * (1 - p);
}

/** E[f(p)] under a law. */
export function expectation(law: Law, f: (p: number) => number): number {
  let sum = 0;
  for (let i = 0; i < law.mass.length; i++) if (law.mass[i]! > 0) sum += law.mass[i]! * f(valueAt(law, i));
  return sum;
}

/** P(p is 0 or 1) by round: under `replace` the probability of having collapsed. */
export function atEnd({ atZero, atOne }: Outlook): number[] {
  return atZero.map((zero, round) => zero + atOne[round]!);
}

/**
 * The first round by which a share of all models has collapsed; null where there is none.
 *
 * @param collapsed cumulative shares by round
 */
export function quantile(collapsed: readonly number[], share: number): number | null {
  // tolerates the rounding of sums of doubles
  const round = collapsed.findIndex((reached) => reached >= share - 1e-12);
  return round === -1 ? null : round;
}

/** The quantile of p: the smallest p with P(p or less) ≥ share. */
export function quantileOfP(law: Law, share: number): number {
  let [i, reached] = [0, law.mass[0]!];
  // tolerates rounding, as above
  while (reached < share - 1e-12 && i < law.mass.length - 1) reached += law.mass[++i]!;
  return valueAt(law, i);
}
