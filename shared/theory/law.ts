/** Exact law of p(t) under each regime. Shares no code with shared/model, which it is tested against. */
import { binomial, type Row } from './binomial.ts';

export interface Model {
  /** k, tokens in a text, 1 to 1,000 */
  textLength: number;
  /** p(0), above 0 and below 1 */
  start: number;
  regime: { kind: 'replace' } | { kind: 'accumulate' } | { kind: 'mix'; fresh: number };
}

/** Initial state of a prediction: p and, for the urn, the number of texts so far. */
export interface Now {
  p: number;
  texts: number;
}

/** The law of p in one round, as plain data: p is `valueAt(law, i)` with probability `mass[i]`. */
export interface Law {
  /** 1s in the training data where i is 0, real ones included; need not be an integer */
  before: number;
  /** tokens in the training data */
  size: number;
  mass: Float64Array;
}

/** p = (before + i) / size, exactly 0 and 1 at the ends. */
export function valueAt({ before, size }: Law, i: number): number {
  return (before + i) / size;
}

/** Additions above which the urn's law is approximated from its mean and variance: two seconds on a phone. */
const maxUrnSteps = 2e7;

/** The law of a known state. */
const certain = Float64Array.of(1);
/** Mass that is dropped: it has no visible effect, and arithmetic on subnormal doubles is slow. */
const negligible = 1e-40;

/** Whether `laws` is fast enough for this model; otherwise use `urnVariance`. */
export function isExact({ textLength: k, regime }: Model, rounds: number): boolean {
  const band = Math.min(k + 1, 24 * Math.sqrt(k));
  return regime.kind !== 'accumulate' || (k * band * rounds * rounds) / 2 <= maxUrnSteps;
}

/**
 * The laws of p(t + 1), p(t + 2) … p(t + rounds), given p(t).
 *
 * Under `replace` and `mix` the 1s in a text are a Markov chain on 0 … k, the next number Binomial(k, q) with
 * q = p, or (1 − fresh)·p + fresh·p(0): the Wright–Fisher model (Wright 1931), with mutation under `mix`.
 * Under `accumulate` all 1s so far are Pólya's urn, k draws at a time (Eggenberger & Pólya 1923).
 */
export function laws(model: Model, rounds: number, now: Now = { p: model.start, texts: 0 }): Generator<Law> {
  return model.regime.kind === 'accumulate' ? urn(model, rounds, now) : chain(model, rounds, now);
}

function* chain({ textLength: k, start, regime }: Model, rounds: number, { p }: Now): Generator<Law> {
  const fresh = regime.kind === 'mix' ? regime.fresh : 0;
  const next = (share: number) => binomial(k, (1 - fresh) * share + fresh * start);
  const rows = Array.from({ length: rounds > 1 ? k + 1 : 0 }, (_, ones) => next(ones / k));
  let mass = spread(k + 1, certain, () => next(p));
  for (let round = 0; round < rounds; round++) {
    if (round > 0) mass = spread(k + 1, mass, (ones) => rows[ones]!);
    yield { before: 0, size: k, mass };
  }
}

/** The urn holds k real tokens and those of all texts; `ones` counts the 1s added since p(t). */
function* urn({ textLength: k }: Model, rounds: number, { p, texts }: Now): Generator<Law> {
  const before = p * k * (texts + 1);
  let mass: Float64Array = certain;
  for (let round = 1; round <= rounds; round++) {
    const size = k * (texts + round);
    mass = spread(k * round + 1, mass, (ones) => shifted(binomial(k, (before + ones) / size), ones));
    yield { before, size: size + k, mass };
  }
}

function shifted({ from, mass }: Row, by: number): Row {
  return { from: from + by, mass };
}

/** One step of a Markov chain: distributes the mass of each state by its row of transition probabilities. */
function spread(states: number, mass: Float64Array, rowOf: (state: number) => Row): Float64Array {
  const next = new Float64Array(states);
  for (let state = 0; state < mass.length; state++)
    if (mass[state]! > negligible) add(next, mass[state]!, rowOf(state));
  return next;
}

/** Adds `weight * mass` from index `from` on. Unrolled: twice as fast until the browser optimises the loop. */
function add(next: Float64Array, weight: number, { from, mass }: Row): void {
  const fours = mass.length - (mass.length % 4);
  let i = 0;
  for (; i < fours; i += 4) {
    next[from + i]! += weight * mass[i]!;
    next[from + i + 1]! += weight * mass[i + 1]!;
    next[from + i + 2]! += weight * mass[i + 2]!;
    next[from + i + 3]! += weight * mass[i + 3]!;
  }
  for (; i < mass.length; i++) next[from + i]! += weight * mass[i]!;
}

/**
 * The variances of p(t + 1) … p(t + rounds) under `accumulate`, given p(t); exact for every text length.
 *
 * p is a martingale, so Var p(t+1) = Var p(t) + E[p(1 − p)]·k / (k·(t + 2))², with E[p(1 − p)] = p(1 − p) − Var.
 */
export function urnVariance(textLength: number, rounds: number, { p, texts }: Now): number[] {
  const variances: number[] = [];
  let variance = 0;
  for (let round = 1; round <= rounds; round++) {
    variance += (p * (1 - p) - variance) / (textLength * (texts + round + 1) ** 2);
    variances.push(variance);
  }
  return variances;
}

/** Points of an approximate law, and standard deviations from the mean that it covers. */
const [points, reach] = [1000, 9];

/**
 * The beta law with this mean and standard deviation, on points: what the law of an urn tends to where each token is
 * added before the next is drawn (Eggenberger & Pólya 1923). With k at a time it is close.
 *
 * @param mean above 0 and below 1
 * @param deviation above 0
 */
export function betaLaw(mean: number, deviation: number): Law {
  const [low, high] = [Math.max(mean - reach * deviation, 0), Math.min(mean + reach * deviation, 1)];
  const size = points / (high - low);
  // the middles of as many cells, as the density may have no bound at 0 and 1
  const before = low * size + 0.5;
  const tokens = (mean * (1 - mean)) / deviation ** 2 - 1;
  const logs = Array.from({ length: points }, (_, i) => {
    const p = (before + i) / size;
    return (mean * tokens - 1) * Math.log(p) + ((1 - mean) * tokens - 1) * Math.log1p(-p);
  });
  const highest = logs.reduce((most, log) => Math.max(most, log));
  const density = logs.map((log) => Math.exp(log - highest));
  const sum = density.reduce((all, one) => all + one);
  return { before, size, mass: Float64Array.from(density, (one) => one / sum) };
}
