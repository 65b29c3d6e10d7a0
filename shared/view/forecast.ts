/** Forecast scoring: distance of a guess from the round by which half of the rollouts collapsed. */
import type { Forecast } from '../session/event.ts';
import type { State } from '../session/state.ts';
import { quantile } from '../theory/outlook.ts';

/** A forecast's score. Never counts as one round after the last. */
export interface Score {
  /** the first round by which half of the rollouts had collapsed; null: never */
  actual: number | null;
  /** rounds between the forecast and `actual` */
  distance: number;
  /** rounds between the exact median and `actual`: the score of theory */
  exact: number;
}

/** What forecasts are compared with: rounds, or null for never. */
export interface Outcome {
  actual: number | null;
  /** the exact median: the first t with P(p(t) is 0 or 1) ≥ ½ for one model */
  exact: number | null;
}

/**
 * The outcome of a session; null before the end, and where it was stopped before half of the rollouts had collapsed.
 *
 * @param share the share of collapsed rollouts by round
 * @param median computes the exact median, only where it is needed
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
