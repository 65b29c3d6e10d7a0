/** Forecasts: by which round half of the class's models will have collapsed, and how far off a guess was. */
import type { Forecast } from '../session/event.ts';
import type { State } from '../session/state.ts';
import { quantile } from '../theory/outlook.ts';

/** How a forecast came out. Never counts as one round more than there are. */
export interface Score {
  /** the first round by which half of the rollouts had collapsed; null: never */
  actual: number | null;
  /** rounds between the forecast and that */
  distance: number;
  /** rounds between the exact median and that: what theory alone would have scored */
  exact: number;
}

/** What forecasts are held against: both are rounds, null means never. */
export interface Outcome {
  actual: number | null;
  /** the exact median: the first t with P(p(t) is 0 or 1) ≥ ½ for one model */
  exact: number | null;
}

/**
 * How a session came out, by the share of its rollouts that had collapsed by each round; null before the end and
 * where it was stopped before half had collapsed.
 *
 * @param median tells the exact median, and is asked only where it is needed
 */
export function outcomeOf(
  state: State,
  share: readonly number[],
  median: () => number | null,
): Outcome | null {
  if (state.phase !== 'finished') return null;
  const actual = quantile(share, 0.5);
  if (actual === null && state.reason === 'stopped') return null;
  return { actual, exact: median() };
}

export function score({ actual, exact }: Outcome, forecast: Forecast, rounds: number): Score {
  const distance = (round: number | null) => Math.abs((round ?? rounds + 1) - (actual ?? rounds + 1));
  return { actual, distance: distance(forecast.round), exact: distance(exact) };
}
