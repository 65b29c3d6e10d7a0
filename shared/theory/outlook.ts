/** What theory expects of a model, round by round: where it ends, when, and how much diversity is left. */
import { meanCollapse } from './collapse.ts';
import { isExact, laws, urnVariance, valueAt, type Law, type Model, type Now } from './law.ts';

export interface Outlook {
  /** whether the whole law is known; else the mean and the diversity alone are, and they are exact */
  exact: boolean;
  /** P(p = 0) by round, 0 … rounds from now */
  atZero: number[];
  /** P(p = 1) */
  atOne: number[];
  mean: number[];
  /** the standard deviation of p */
  deviation: number[];
  /** E[p(1 − p)], over its value at the start of the session */
  diversity: number[];
  /** the law of p, 1 … rounds from now, at index round − 1; empty where it is not exact */
  laws: Law[];
  /** the mean number of rounds from now until a model collapses; null where the regime lets none collapse */
  meanCollapse: number | null;
}

/** The outlook from the start or, with `now`, from any later moment. */
export function outlook(model: Model, rounds: number, now: Now = { p: model.start, texts: 0 }): Outlook {
  const meanRounds = model.regime.kind === 'replace' ? meanCollapse(model.textLength, now.p) : null;
  const told = isExact(model, rounds) ? byLaw(model, rounds, now) : byVariance(model, rounds, now);
  return { ...told, meanCollapse: meanRounds };
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
    diversity: everyRound.map((law) => expectation(law, (p) => p * (1 - p)) / variety(model.start)),
    laws: all,
  };
}

/** For the urn, whose p is the same on average for ever and never at an end. */
function byVariance(model: Model, rounds: number, now: Now): Omit<Outlook, 'meanCollapse'> {
  const variances = [0, ...urnVariance(model.textLength, rounds, now)];
  const never = variances.map(() => 0);
  return {
    exact: false,
    atZero: never,
    atOne: never,
    mean: variances.map(() => now.p),
    deviation: variances.map(Math.sqrt),
    diversity: variances.map((variance) => (variety(now.p) - variance) / variety(model.start)),
    laws: [],
  };
}

function variety(p: number): number {
  return p * (1 - p);
}

/** E[f(p)] under a law. */
export function expectation(law: Law, f: (p: number) => number): number {
  let sum = 0;
  for (let i = 0; i < law.mass.length; i++) if (law.mass[i]! > 0) sum += law.mass[i]! * f(valueAt(law, i));
  return sum;
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

/** The smallest p that a model does not exceed with at least this probability. */
export function quantileOfP(law: Law, share: number): number {
  let [i, reached] = [0, law.mass[0]!];
  // as above: a sum that is below by rounding alone has reached it
  while (reached < share - 1e-12 && i < law.mass.length - 1) reached += law.mass[++i]!;
  return valueAt(law, i);
}
