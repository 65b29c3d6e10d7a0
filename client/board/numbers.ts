/** The numbers of a board: the class now, and beside them what theory expects. */
import type { Config } from '../../shared/session/config.ts';
import { currentP, type Started } from '../../shared/session/state.ts';
import { laws } from '../../shared/theory.ts';
import { summarise } from '../../shared/views.ts';

/** The most bars that can be told apart from the back row, less one. */
const mostBins = 20;

export interface Numbers {
  /** t: how many rounds all rollouts have behind them */
  round: number;
  rollouts: number;
  /** at 0 and at 1 now */
  ends: [number, number];
  /** share at 0 or 1 by round */
  atEnd: readonly number[];
  mean: number;
  /** mean of p(1−p), over its value at the start */
  diversity: number;
}

export function numbersOf(state: Started): Numbers {
  const { ends, atEnd, mean, rollouts } = summarise(state);
  const { start } = state.config;
  const spread = state.rollouts.map(currentP).reduce((sum, p) => sum + p * (1 - p), 0);
  const diversity = spread / rollouts / (start * (1 - start));
  return { round: atEnd.length - 1, rollouts, ends, atEnd, mean: mean!, diversity };
}

/** What theory says under `replace`: the law of p(t) for every round, and the share collapsed by it. */
export interface Exact {
  /** P(p(t) is 0 or 1), t = 0 … rounds */
  collapsed: readonly number[];
  /** probabilities of 0 … k ones behind p(t), t = 1 … rounds, at t − 1 */
  laws: readonly Float64Array[];
  /** the expected share of diversity left at t: (1 − 1/k)^t */
  diversity: (round: number) => number;
}

/** The exact theory of a config, or null for the regimes under which models do not collapse for good. */
export function exactOf({ regime, textLength: k, start, rounds }: Config): Exact | null {
  if (regime.kind !== 'replace') return null;
  const all = [...laws(k, start, rounds)];
  const collapsed = [0, ...all.map((law) => law[0]! + law[k]!)];
  return { collapsed, laws: all, diversity: (round) => (1 - 1 / k) ** round };
}

/** A bar of the distribution of p. */
export interface Bin {
  /** the p that it stands for */
  p: number;
  count: number;
  /** how many theory expects; null where it says nothing */
  expected: number | null;
}

/** How many models have which p now: a bar for each value or, where there are too many, for each of 21 ranges. */
export function distribution(state: Started, exact: Exact | null, round: number): Bin[] {
  const { textLength: k, regime, start } = state.config;
  const last = k <= mostBins && regime.kind !== 'accumulate' ? k : mostBins;
  const binOf = (p: number) => {
    const nearest = Math.round(p * last);
    // only what is exactly at an end is counted there
    return p === 0 || p === 1 || last < 2 ? nearest : Math.min(Math.max(nearest, 1), last - 1);
  };
  const bins = Array.from({ length: last + 1 }, (_, i): Bin => ({
    p: i / last,
    count: 0,
    expected: exact && 0,
  }));
  for (const rollout of state.rollouts) bins[binOf(currentP(rollout))]!.count++;
  const expect = (p: number, mass: number) => (bins[binOf(p)]!.expected! += mass * state.rollouts.length);
  if (exact && round === 0) expect(start, 1);
  else exact?.laws[round - 1]!.forEach((mass, ones) => expect(ones / k, mass));
  return bins;
}
