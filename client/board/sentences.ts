/** What a board says, in the words of the play and of the regime. */
import { outcomeOf, score, type Outcome } from '../../shared/forecast.ts';
import { quantile } from '../../shared/theory/outlook.ts';
import type { Config } from '../../shared/session/config.ts';
import type { By, Forecast } from '../../shared/session/event.ts';
import type { Started, State } from '../../shared/session/state.ts';
import { count, figureOfP } from '../figures.ts';
import type { Numbers } from './numbers.ts';
import type { Arrival } from './story.ts';

export function nameOf(state: State, by: By | null): string {
  return by === null || by === 'server' ? 'The server' : state.players[by - 1]!.name;
}

/** Whose model a rollout is, as in "Quiet Otter’s model". */
function modelOf(state: Started, rollout: number): string {
  const owner = state.owners?.[rollout];
  if (state.teams !== null) return `Team ${rollout + 1}’s model`;
  return owner === undefined ? 'The model' : `${nameOf(state, owner)}’s model`;
}

function trainedOn({ regime }: Config): string {
  switch (regime.kind) {
    case 'replace':
      return 'trained on the text that the one before it wrote';
    case 'accumulate':
      return 'trained on every text so far';
    case 'mix':
      return `trained on the text before it, in which ${Math.round(regime.fresh * 100)} % of the tokens are real`;
    default:
      return regime satisfies never;
  }
}

/** What the class is looking at. */
export function subtitle({ rollouts, teams, config }: Started): string {
  if (teams !== null) return `${count(teams, 'team')}, a model each, ${trainedOn(config)}`;
  if (rollouts.length === 1) return `One model after the other, each ${trainedOn(config)}`;
  return `${rollouts.length} models, each ${trainedOn(config)}`;
}

/** Where the session is: "Round 14" and " of 60". */
export function headline(state: Started): { main: string; rest: string } {
  return { main: `Round ${(state.step?.round ?? 0) + 1}`, rest: ` of ${state.config.rounds}` };
}

/** What the plot below the figure shows. */
export function shareCaption({ rollouts, config }: Started): string {
  if (config.regime.kind === 'accumulate') return 'share at 0 or 1: nobody gets there';
  if (config.regime.kind === 'mix') return 'share at 0 or 1; dashed: what theory expects';
  return rollouts.length === 1
    ? 'has it collapsed? dashed: the chance that it has'
    : 'share collapsed so far; dashed: what theory expects';
}

/** Why nobody's turn is on; null while the class plays. */
export function statusLine(state: State): string | null {
  switch (state.phase) {
    case 'watching':
      return 'The server plays on by itself. Watch.';
    case 'paused':
      return state.reason === 'host'
        ? 'Paused.'
        : 'Paused: fewer than half of the class are here. It goes on when they are back.';
    case 'lobby':
    case 'playing':
    case 'finished':
      return null;
    default:
      return state satisfies never;
  }
}

/** A model came to its end: whose, where and when. */
export function arrivalSentence(state: Started, { rollout, round, pole }: Arrival): string {
  const model = modelOf(state, rollout);
  return state.config.regime.kind === 'replace'
    ? `${model} collapsed in round ${round}: it writes only ${pole}s now.`
    : `${model} is at ${pole} in round ${round}, for now.`;
}

/** What happened, in one sentence that a class can discuss. */
export function endSentence(state: Started, { ends, rollouts, round, mean }: Numbers): string {
  const [zeros, ones] = ends;
  const { regime, start } = state.config;
  const after = `After ${count(round, 'round')}`;
  if (regime.kind === 'accumulate')
    return `${after} of keeping every text, p is ${figureOfP(mean, 100)} on average. Each model has settled somewhere, and the truth was ${figureOfP(start, 100)}.`;
  if (regime.kind === 'mix')
    return `${after} with real tokens mixed in, ${zeros + ones} of ${count(rollouts, 'model')} are at an end now, and none of them for good.`;
  if (rollouts === 1) return relayEnd(state, after);
  const still = rollouts - zeros - ones;
  if (still === rollouts) return `${after}, none of the ${rollouts} models has forgotten a token yet.`;
  const rest = still === 0 ? 'None writes both.' : `${still} still ${still === 1 ? 'writes' : 'write'} both.`;
  return `${after}, ${zeros} of ${rollouts} models write only 0s and ${ones} only 1s. ${rest}`;
}

function relayEnd({ rollouts, config }: Started, after: string): string {
  const p = rollouts[0]!.line.at(-1)!;
  return p === 0 || p === 1
    ? `The model writes only ${p}s. It has forgotten that ${1 - p} exists, though every refit was exact.`
    : `${after} the model still writes both, with p = ${figureOfP(p, config.textLength)}.`;
}

/** That it would end was certain; where, was not. Null for the regimes that do not end. */
export function tossSentence({ config }: State): string | null {
  if (config.regime.kind !== 'replace') return null;
  const toss =
    config.start === 0.5
      ? 'Which end a model takes is a toss of a coin.'
      : `Which end a model takes is chance: 1 with probability ${config.start}.`;
  return `${toss} That it takes one is not.`;
}

/** A forecast and how far off it was, in rounds. */
interface Guess {
  name: string;
  forecast: Forecast;
  distance: number;
}

export interface Scoring {
  outcome: Outcome;
  /** how far off the exact median was */
  exact: number;
  /** the closest three */
  guesses: Guess[];
}

/**
 * Forecasts against what happened; null where nothing is scored.
 *
 * @param median the exact one, as `Outcome` has it
 */
export function scoring(state: State, atEnd: readonly number[], median: number | null): Scoring | null {
  const forecasts = state.players.flatMap(({ name, forecast }) => (forecast ? [{ name, forecast }] : []));
  const outcome = forecasts.length > 0 ? outcomeOf(state, atEnd, () => median) : null;
  if (outcome === null) return null;
  const distanceOf = (forecast: Forecast) => score(outcome, forecast, state.config.rounds).distance;
  const guesses = forecasts
    .map(({ name, forecast }) => ({ name, forecast, distance: distanceOf(forecast) }))
    .toSorted((a, b) => a.distance - b.distance);
  const exact = distanceOf({ round: outcome.exact, pole: 0 });
  return { outcome, exact, guesses: guesses.slice(0, 3) };
}

/** When half of the models had collapsed. */
export function medianSentence({ rollouts }: Started, atEnd: readonly number[]): string {
  const round = quantile(atEnd, 0.5);
  const who = rollouts.length === 1 ? 'The model' : 'Half of the models';
  return round === null ? `${who} had not collapsed by the end.` : `${who} had collapsed by round ${round}.`;
}

/** A forecast's round, as it was meant. */
export function roundWord(round: number | null): string {
  return round === null ? 'never' : `round ${round}`;
}

/** The state of the chart for those who do not see it. */
export function chartLabel({ ends, rollouts, round, mean }: Numbers): string {
  const [zeros, ones] = ends;
  const between = rollouts - zeros - ones;
  return `p of ${count(rollouts, 'model')} after ${count(round, 'round')}: ${zeros} at 0, ${ones} at 1, ${between} between; mean ${figureOfP(mean, 100)}`;
}
