/** Forecast scoring: distance of a guess from the round by which half of the rollouts collapsed. */
import type { Forecast } from '../session/event.ts';
import type { State } from '../session/state.ts';
import type { Medians } from '../theory/collapse.ts';
import { quantile } from '../theory/outlook.ts';

/** A forecast's score. Never counts as one round after the last. */
export interface Score {
  /** the first round by which half of the rollouts had collapsed; null: never */
  actual: number | null;
  /** rounds between the forecast and `actual` */
  distance: number;
  /** rounds between one model's exact median and `actual` */
  exact: number;
  /** rounds between the class's exact median and `actual`: the score of theory */
  classExact: number;
}

/** What forecasts are compared with: rounds, or null for never (after the last). */
export interface Outcome extends Medians {
  actual: number | null;
}

/**
 * The outcome of a session; null before the end, and where it was stopped before half of the rollouts had collapsed.
 *
 * @param share the share of collapsed rollouts by round
 * @param medians computes the exact medians, only where they are needed
 */
export function outcomeOf(state: State, share: readonly number[], medians: () => Medians): Outcome | null {
  if (state.phase !== 'finished') return null;
  const actual = quantile(share, 0.5);
  if (actual === null && state.reason === 'stopped') return null;
  return { actual, ...medians() };
}

export function score({ actual, exact, classExact }: Outcome, forecast: Forecast, rounds: number): Score {
  const distance = (round: number | null) => Math.abs((round ?? rounds + 1) - (actual ?? rounds + 1));
  return {
    actual,
    distance: distance(forecast.round),
    exact: distance(exact),
    classExact: distance(classExact),
  };
}
