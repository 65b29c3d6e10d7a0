/** Statistics of a board: the class now, and what theory expects. */
import type { Config } from '../../shared/session/config.ts';
import type { Started } from '../../shared/session/state.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import { classSummary } from '../../shared/view/views.ts';
import { expectedBy, histogram, type Bin } from './histogram.ts';

/** The most bars that can be told apart from the back row, less one. */
const mostBins = 20;

/** The class at t: after as many rounds as all rollouts have behind them, so that theory has the same t. */
export interface Numbers {
  /** t */
  round: number;
  rollouts: number;
  /** p(t) of each rollout */
  values: readonly number[];
  /** at 0 and at 1 */
  ends: [number, number];
  /** share at 0 or 1 by round, 0 … t */
  atEnd: readonly number[];
  mean: number;
  /** the root of the mean square distance of p from the start */
  spread: number;
  /** mean of p(1−p), over its value at the start */
  diversity: number;
}

export function numbersOf(state: Started): Numbers {
  const { atEnd } = classSummary(state);
  const { start } = state.config;
  const round = atEnd.length - 1;
  const values = state.rollouts.map(({ line }) => line[round]!);
  const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const ends: [number, number] = [values.filter((p) => p === 0).length, values.filter((p) => p === 1).length];
  const spread = Math.sqrt(meanOf(values.map((p) => (p - start) ** 2)));
  const diversity = diversityAt(state, round);
  return { round, rollouts: values.length, values, ends, atEnd, mean: meanOf(values), spread, diversity };
}

/** The mean of p(t)·(1 − p(t)) over all rollouts, over its value at the start. */
export function diversityAt({ rollouts, config }: Started, t: number): number {
  const { start } = config;
  const sum = rollouts.reduce((all, { line }) => all + line[t]! * (1 - line[t]!), 0);
  return sum / rollouts.length / (start * (1 - start));
}

/**
 * How many models have which p: a bar for each value or, where there are too many, for each of 21 ranges.
 *
 * @param theory null until it is known
 */
export function distribution(
  { textLength: k, regime, start }: Config,
  numbers: Numbers,
  theory: Outlook | null,
): Bin[] {
  const { values, round, rollouts } = numbers;
  const onGrid = k <= mostBins && regime.kind !== 'accumulate' && isWhole(start * k);
  const last = onGrid ? k : mostBins;
  const law = theory?.laws[round - 1];
  const expected = law ? expectedBy(law, rollouts) : theory?.exact ? [[start, rollouts] as const] : null;
  const counted = values.map((p) => [p, 1] as const);
  return histogram(last, counted, expected);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}
