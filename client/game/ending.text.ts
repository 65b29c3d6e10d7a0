/** Texts of the board at the end: outcome, chance, and scores of forecasts. */
import { outcomeOf, score, type Outcome } from '../../shared/view/forecast.ts';
import type { Forecast } from '../../shared/session/event.ts';
import { isAbsorbing, type Config } from '../../shared/session/config.ts';
import { isAtEnd, type Started, type State } from '../../shared/session/state.ts';
import type { Medians } from '../../shared/theory/collapse.ts';
import { quantile } from '../../shared/theory/outlook.ts';
import { count, figureOfP, grouped } from '../ui/format.ts';
import { outcomeSentence } from './forecast.text.ts';
import type { Numbers } from './numbers.ts';
import { byRound, type Collapse } from './board-state.ts';
import { firstOf } from './collapses.ts';
import { hasSettled, haveEnded } from './regime.text.ts';
import { curveOfTheory, lawWord } from './theory.text.ts';
import { endsStay, textsMadeUp } from './writers.ts';

/** What happened, in one sentence that a class can discuss. */
export function endSentence(state: Started, numbers: Numbers): string {
  const { ends, rollouts, round } = numbers;
  const [zeros, ones] = ends;
  const after = `After ${count(round, 'round')}`;
  if (state.config.regime.kind === 'accumulate') return urnEnd(state.config, numbers, after);
  if (!isAbsorbing(state.config)) return endForNow(state, numbers, after);
  if (rollouts === 1) return relayEnd(state, after);
  const still = rollouts - zeros - ones;
  if (still === rollouts) return `${after}, none of the ${rollouts} models has forgotten a token yet.`;
  const rest = still === 0 ? 'None writes both.' : `${still} still ${still === 1 ? 'writes' : 'write'} both.`;
  return `${after}, ${zeros} of ${rollouts} models write only 0s and ${ones} only 1s. ${rest}`;
}

function urnEnd(config: Config, { rollouts, round, mean }: Numbers, after: string): string {
  const truth = figureOfP(config.start, 100);
  const is = `${after} of keeping every text, p is ${figureOfP(mean, 100)}`;
  if (!hasSettled(config, round))
    return `${is}${rollouts === 1 ? '' : ' on average'}. The truth was ${truth}.`;
  return rollouts === 1
    ? `${is}. There the model has settled, and the truth was ${truth}.`
    : `${is} on average. Each model has settled somewhere, and the truth was ${truth}.`;
}

/** Where no end is for good: real tokens bring a model back, or a text that somebody types. */
function endForNow(state: Started, { ends, rollouts, mean }: Numbers, after: string): string {
  const { config } = state;
  const played = `${after} with ${config.writing === 'type' ? textsOf(state) : 'real tokens mixed in'}`;
  const at = ends[0] + ends[1];
  const isForGood = endsStay(state);
  if (rollouts === 1) {
    const forNow = at === 1 && !isForGood ? ', and not for good' : '';
    return `${played}, p is ${figureOfP(mean, config.textLength)}${forNow}.`;
  }
  if (at === 0) return `${played}, none of the ${rollouts} models is at an end.`;
  const forNow = isForGood ? '' : `, and ${at === 1 ? 'not' : 'none of them'} for good`;
  return `${played}, ${at} of ${rollouts} models ${haveEnded(config, at === 1)}${forNow}.`;
}

/** The texts of a game in which students type, as in "with texts that people made up". */
function textsOf(state: Started): string {
  const { typed, all } = textsMadeUp(state);
  if (typed === all) return 'texts that people made up';
  if (typed === 0) return 'texts drawn by chance';
  return `${grouped(typed)} of ${grouped(all)} texts made up by people, and the rest by chance`;
}

function relayEnd({ rollouts, config }: Started, after: string): string {
  const p = rollouts[0]!.line.at(-1)!;
  return isAtEnd(p)
    ? `The model writes only ${p}s. It has forgotten that ${1 - p} exists, though every refit was exact.`
    : `${after} the model still writes both, with p = ${figureOfP(p, config.textLength)}.`;
}

export interface Scoring {
  outcome: Outcome;
  /** how far off the class's exact median was, in rounds */
  exact: number;
  /** the closest three, and how far off each was; of equal ones those who joined first */
  guesses: { name: string; forecast: Forecast; distance: number }[];
  /** how many more are as close as the third */
  ties: number;
}

/** Forecasts against what happened; null where nothing is scored. */
export function scoring(state: State, atEnd: readonly number[], medians: Medians): Scoring | null {
  const forecasts = state.players.flatMap(({ name, forecast }) => (forecast ? [{ name, forecast }] : []));
  const outcome = forecasts.length > 0 ? outcomeOf(state, atEnd, () => medians) : null;
  if (outcome === null) return null;
  const distanceOf = (forecast: Forecast) => score(outcome, forecast, state.config.rounds).distance;
  const guesses = forecasts
    .map(({ name, forecast }) => ({ name, forecast, distance: distanceOf(forecast) }))
    .sort((a, b) => a.distance - b.distance);
  const exact = distanceOf({ round: outcome.classExact, pole: 0 });
  const third = guesses[2]?.distance;
  const ties = guesses.slice(3).filter(({ distance }) => distance === third).length;
  return { outcome, exact, guesses: guesses.slice(0, 3), ties };
}

/** When half of the models had collapsed. */
export function medianSentence({ rollouts, config }: Started, atEnd: readonly number[]): string {
  return outcomeSentence(config, rollouts.length === 1, quantile(atEnd, 0.5));
}

/** How ties among the closest forecasts are broken. */
export function tiesSentence({ ties }: Scoring): string {
  const more = ties === 0 ? '' : ` ${ties} more ${ties === 1 ? 'was' : 'were'} as close as the third.`;
  return `Of equal ones, who joined first.${more}`;
}

export function roundWord(round: number | null): string {
  return round === null ? 'never' : `round ${round}`;
}

/** In which rounds models collapsed, for those who do not see the bars. */
export function collapsesLabel({ rollouts, config }: Started, collapses: readonly Collapse[]): string {
  const firsts = firstOf(collapses);
  const rounds = byRound(firsts).map((group) => `${group.length} in round ${group[0]!.round}`);
  const still = rollouts.length - firsts.length;
  const what = isAbsorbing(config) ? 'collapsed' : 'came to an end for the first time';
  return `Models that ${what}: ${[...rounds, `${still} not yet`].join(', ')}`;
}

/** What the bars are over which the law of collapse is drawn. */
export function collapsesCaption(config: Config): string {
  return `in which round models ${isAbsorbing(config) ? 'collapsed' : 'first came to an end'}; line: ${curveOfTheory(config)}`;
}

/** The law that the forecasts are drawn over, or that stands alone where there are none. */
export function forecastsCaption(config: Config, hasForecasts: boolean): string {
  return hasForecasts
    ? `the class’s forecasts; line: ${lawWord(config)} of that round`
    : `${lawWord(config)} of the round in which a model ${isAbsorbing(config) ? 'collapses' : 'comes to an end'}`;
}

/** What the mark of the outcome says. */
export function outcomeMark(config: Config, models: number): string {
  const ended = isAbsorbing(config) ? 'collapsed' : 'come to an end';
  return models === 1 ? `it had ${ended}` : `half had ${ended}`;
}

/** What the mark of the median says. */
export function medianMark({ writing }: Config): string {
  return writing === 'throw' ? 'exact median' : 'median by chance';
}

/** What was forecast, for those who do not see the bars. */
export function forecastsLabel({ players }: State): string {
  const counts = new Map<number | null, number>();
  for (const { forecast } of players)
    if (forecast) counts.set(forecast.round, (counts.get(forecast.round) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
    .map(([round, number]) => `${number} ${roundWord(round)}`);
  return parts.length === 0 ? 'No forecasts' : `Forecasts: ${parts.join(', ')}`;
}
