/** Statistics of a board: the class now, and what theory expects. */
import type { Config } from '../../shared/session/config.ts';
import type { Started } from '../../shared/session/state.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import { classSummary } from '../../shared/view/views.ts';
import { expectedBy, histogram, type Bin, type Lattice } from './histogram.ts';

/** The most bars that can be told apart from the back row. */
const mostBins = 21;

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
 * How many models have which p: a bar for each value that p can have in this round or, where these are too many, for
 * each group of them.
 *
 * @param theory null until it is known
 */
export function distribution(config: Config, numbers: Numbers, theory: Outlook | null): Bin[] {
  const { values, round, rollouts } = numbers;
  const lattice = latticeOf(config, round);
  const law = theory?.laws[round - 1];
  const expected = law
    ? expectedBy(law, rollouts)
    : round === 0 && theory?.exact
      ? [[config.start, rollouts] as const]
      : null;
  return histogram(
    lattice,
    mostBins,
    values.map((p) => [p, 1] as const),
    expected,
  );
}

/** The values that p(t) can have. */
export function latticeOf(
  { textLength: k, regime, start }: Pick<Config, 'textLength' | 'regime' | 'start'>,
  round: number,
): Lattice {
  if (round === 0) return { first: start, size: 1, last: 0 };
  return regime.kind === 'accumulate'
    ? { first: start * k, size: k * (round + 1), last: k * round }
    : { first: 0, size: k, last: k };
}
