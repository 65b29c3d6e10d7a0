/** Forecasts: by which round half of the class's models will have collapsed, and how far off a guess was. */
import type { Forecast } from './session/event.ts';
import type { State } from './session/state.ts';
import { medianCollapse } from './theory.ts';

/** How a forecast came out. Never counts as one round more than there are. */
export interface Score {
  /** the first round by which half of the rollouts had collapsed; null: never */
  actual: number | null;
  /** rounds between the forecast and that */
  distance: number;
  /** rounds between the exact median and that: what theory alone would have scored */
  exact: number;
}

/** The first round by which at least half had collapsed, or null. `atEnd` is the share by round. */
export function medianRound(atEnd: readonly number[]): number | null {
  const round = atEnd.findIndex((share) => share >= 0.5);
  return round === -1 ? null : round;
}

/** What forecasts are held against: both are rounds, null means never. */
export interface Outcome {
  actual: number | null;
  /** the exact median: the first t with P(p(t) is 0 or 1) ≥ ½ for one model */
  exact: number | null;
}

/** How a session came out, or null before the end and where it was stopped before half had collapsed. */
export function outcomeOf(state: State, atEnd: readonly number[]): Outcome | null {
  if (state.phase !== 'finished') return null;
  const actual = medianRound(atEnd);
  if (actual === null && state.reason === 'stopped') return null;
  const { textLength, start, rounds } = state.config;
  return { actual, exact: medianCollapse(textLength, start, rounds) };
}

export function score({ actual, exact }: Outcome, forecast: Forecast, rounds: number): Score {
  const distance = (round: number | null) => Math.abs((round ?? rounds + 1) - (actual ?? rounds + 1));
  return { actual, distance: distance(forecast.round), exact: distance(exact) };
}
