/** Texts of the player's page: headlines of the screens, and sentences about models. */
import { isAbsorbing, type Config } from '../../shared/session/config.ts';
import type { Forecast } from '../../shared/session/event.ts';
import { isAtEnd } from '../../shared/session/state.ts';
import type { Score } from '../../shared/view/forecast.ts';
import type { Turn, View } from '../../shared/view/views.ts';
import type { ConnectionStatus } from '../net/connection.svelte.ts';
import { count, figureOfP, percent } from '../ui/format.ts';
import { neverSentence, offBy, outcomeSentence } from '../game/forecast.text.ts';
import { haveEnded, trainedOn, trainingSet, type World } from '../game/regime.text.ts';
import type { Screen } from './screen.ts';

/** Texts up to this length are thrown, typed in cells and counted by hand. */
export const handLength = 20;

export const connectionWords: Record<ConnectionStatus, string> = {
  connecting: 'connecting',
  connected: 'connected',
  reconnecting: 'reconnecting',
  replaced: 'open elsewhere',
  kicked: 'removed',
  refused: 'not connected',
};

export function titleOf(screen: Screen): string {
  switch (screen.name) {
    case 'opening':
      return 'Opening the game';
    case 'gone':
      return {
        replaced: 'You are playing elsewhere.',
        kicked: 'You were removed.',
        refused: 'This room is not open.',
      }[screen.why];
    case 'join':
      return screen.view.title || 'Join the game';
    case 'forecast':
      return forecastTitle(screen.view.config);
    case 'lobby':
      return screen.view.you?.forecast ? 'Your forecast is in.' : 'You are in.';
    case 'write':
      return `You are the model. Write ${count(screen.turn.k, 'token')}.`;
    case 'refit':
      return screen.turn.text.length > handLength
        ? 'Train the next model.'
        : 'Train the next model. How many 1s?';
    case 'waiting':
      if (screen.view.next) return 'You are up next.';
      return waitsForTeacher(screen.view) ? 'Your part of this round is done.' : 'Others are at it.';
    case 'watching':
      return 'Now lean back and watch.';
    case 'paused':
      return 'The game is paused.';
    case 'away':
      return 'Are you still there?';
    case 'finished':
      return screen.view.you?.line.length ? 'This is how it ended.' : 'The game is over.';
    default:
      return screen satisfies never;
  }
}

/** Announcement of a new screen for screen readers: the round, the headline, and the task's numbers. */
export function announcementOf(screen: Screen): string {
  const title = titleOf(screen);
  if (screen.name === 'write') {
    const { lead } = sourceOf(screen.turn, screen.view.config);
    return `${roundOf(screen.view)}. ${title} ${lead} ${figureOfP(screen.turn.p, screen.turn.k)}.`;
  }
  if (screen.name === 'refit') {
    const { text } = screen.turn;
    const spelled = text.length > handLength ? '' : ` The text is ${text.split('').join(' ')}.`;
    return `${roundOf(screen.view)}. ${title}${spelled}`;
  }
  return title;
}

function forecastTitle(config: Config): string {
  const who = { relay: 'the model', teams: 'half of the teams', everyone: 'half of the class' }[config.play];
  return `When will ${who} ${isAbsorbing(config) ? '' : 'first '}write only one token?`;
}

/** Who has played a turn in the student's place. */
export function missedSentence({ step }: Turn, { writing }: Config): string {
  const done = step === 'refit' ? 'counted' : writing === 'throw' ? 'threw' : 'wrote';
  return `That step is over: the server ${done} for you.`;
}

/** A word that is explained, with what stands around it. */
interface Explained {
  before: string;
  word: string;
  after: string;
}

/** What a model is, and what its p is. */
export function modelWords(config: Config): Explained {
  const { start, textLength } = config;
  const who = {
    relay: 'You are one model after the other.',
    teams: 'Each team is a model.',
    everyone: 'Each of you is a model.',
  }[config.play];
  const begin = config.play === 'relay' ? 'The first begins' : 'All begin';
  const p = start === 0.5 ? 'p = ½, a fair coin' : `p = ${figureOfP(start, textLength)}`;
  const last = `In each of ${count(config.rounds, 'round')} the next model learns p from what the one before it wrote.`;
  const before = `${who} A model knows one number,`;
  return { before, word: 'p', after: `: how often it writes a 1. ${begin} at ${p}. ${last}` };
}

/** What is forecast. */
export function collapseWords(config: Config): Explained {
  const before = 'A model that wrote only 0s, or only 1s,';
  return isAbsorbing(config)
    ? { before: `${before} has`, word: 'collapsed', after: ': it can write nothing else ever again.' }
    : { before: `${before} is at`, word: 'an end', after: ', until somebody writes the other token again.' };
}

export function poleQuestion({ play }: Config): string {
  const whose = { relay: 'it', teams: 'your team’s', everyone: 'yours' }[play];
  return `And at which end will ${whose} be?`;
}

/** What a model at an end does, in the words of a forecast. */
export function poleWords(world: World, pole: 0 | 1): string {
  return isAbsorbing(world) ? `only ${pole}s` : `at ${pole}`;
}

/** After this step nothing opens by itself. */
export function waitsForTeacher({ config, step }: View): boolean {
  return config.pace === 'manual' && step === 'refit';
}

export function roundOf({ round, config }: View): string {
  return `Round ${round + 1} of ${config.rounds}`;
}

/** The models that are about to start. */
export function startSentence({ config, class: { players } }: View): string {
  const number = { relay: 1, teams: config.teams, everyone: players }[config.play];
  const begin = number === 1 ? 'A model starts' : `${number} models start`;
  const each = number === 1 ? 'Each one after it is' : 'Each is then';
  const training = config.writing === 'type' ? trainingSet(config) : trainedOn[config.regime.kind];
  return `${begin} at p = ${figureOfP(config.start, config.textLength)}. ${each} trained on ${training}.`;
}

/** A player's own model now; null for who has none. */
export function modelSentence({ config, you, phase, round }: View): string | null {
  const p = you?.line.at(-1);
  if (p === undefined) return null;
  const whose = { relay: 'The model', teams: 'Your team’s model', everyone: 'Your model' }[config.play];
  const figure = figureOfP(p, config.textLength);
  if (isAbsorbing(config)) {
    if (isAtEnd(p)) return `${whose} writes only ${p}s now. It has forgotten that ${1 - p} exists.`;
    if (phase === 'finished')
      return `${whose} still writes both, with p = ${figure}. In time it would forget one.`;
  } else if (config.regime.kind !== 'accumulate') {
    const isDrawn = config.writing === 'throw';
    if (isAtEnd(p)) return endForNow(whose, p, isDrawn, phase, config.regime.kind === 'mix');
    if (phase === 'finished')
      return `${whose} ended at p = ${figure}.${isDrawn ? ' Real data keeps it from collapsing.' : ''}`;
  } else if (phase === 'finished') {
    const truth = figureOfP(config.start, config.textLength);
    return `${whose} ended at p = ${figure}, and each new text would move it less. The truth was ${truth}.`;
  }
  // no view comes when others have played: what is known is how the round began
  return phase === 'playing' && you!.line.length === round + 1
    ? `${whose} began this round at p = ${figure}.`
    : `${whose} is at p = ${figure}.`;
}

/** Where a model is at an end that it can leave: by real data, or by a text that somebody types. */
function endForNow(whose: string, p: 0 | 1, isDrawn: boolean, phase: View['phase'], isMix: boolean): string {
  if (isDrawn) return `${whose} is at ${p} now. Real data will bring it back.`;
  if (phase === 'finished')
    return `${whose} ended at ${p}. Had somebody written a ${1 - p}, it would have come back.`;
  return phase === 'watching' && !isMix
    ? `${whose} is at ${p} now. The server draws from it, and that makes only ${p}s.`
    : `${whose} is at ${p} now. Whoever writes a ${1 - p} brings it back.`;
}

/**
 * How many of the class's models are at an end; null where there is one model only, or none, where none gets there, and where a figure of
 * before the round's end would stay on the screen.
 */
export function classSentence(view: View): string | null {
  const { config } = view;
  const { ends, rollouts } = view.class;
  if (rollouts < 2 || config.regime.kind === 'accumulate' || waitsForTeacher(view)) return null;
  const [zeros, ones] = ends;
  const at = zeros + ones;
  const sides = at === 0 ? '' : `: ${zeros} at 0, ${ones} at 1`;
  return `${at} of ${rollouts} models ${haveEnded(config, at === 1)}${sides}.`;
}

/** Which team a player is in; null where nobody plays in teams, and before the start, when teams are dealt. */
export function teamOf({ config, you }: View): string | null {
  return config.play === 'teams' && you && you.rollout !== null ? `Team ${you.rollout + 1}` : null;
}

/**
 * Where the probability of writing a 1 comes from, and how it is told. Under `mix` it is not the p that training gave,
 * since each token is a real one with probability `fresh`; what is typed is to look like that.
 */
export function sourceOf(
  { p, k, round }: Turn & { step: 'generate' },
  { regime, start, writing }: Pick<Config, 'regime' | 'start' | 'writing'>,
): { source: string; lead: string } {
  const isDrawn = writing === 'throw';
  const lead = isDrawn ? 'You write a 1 with probability' : 'Each is a 1 with probability';
  if (regime.kind !== 'mix') return { source: '', lead: isDrawn ? 'Your p is' : lead };
  const real = `real data with p = ${figureOfP(start, k)}`;
  if (round === 0) return { source: `You start from ${real}.`, lead };
  const { fresh } = regime;
  const trained = Math.round(((p - fresh * start) / (1 - fresh)) * k) / k;
  const mixed = isDrawn
    ? `on average ${percent(fresh)} of the tokens are ${real}`
    : `to that comes ${percent(fresh)} of ${real}`;
  return { source: `Training gave p = ${figureOfP(trained, k)}, and ${mixed}.`, lead };
}

/** How an urn is trained on a round's text: the start weighs as much as a text, and so does each one before it. */
export function urnSentence({ round }: Pick<Turn, 'round'>): string {
  return `It joins everything so far and is one part in ${round + 2} of it. The next p is the share of 1s in all.`;
}

export function forecastSentence(round: number | null): string {
  return round === null ? 'Your forecast: never.' : `Your forecast: by round ${round}.`;
}

/** What came of a forecast, beside what theory alone would have said. */
export function scoreSentences(score: Score, { round }: Forecast, config: Config): string {
  const { actual, distance, classExact } = score;
  const happened = outcomeSentence(config, config.play === 'relay', actual);
  const theory =
    config.writing === 'throw'
      ? 'Theory’s best guess was'
      : 'For texts drawn by chance, theory’s best guess was';
  const never = distance > 0 && (actual === null || round === null) ? ` ${neverSentence(config)}` : '';
  return `${happened} You were ${offBy(distance)}.${never} ${theory} ${offBy(classExact)}.`;
}
