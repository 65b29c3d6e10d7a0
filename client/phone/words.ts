/** What the phone says: the headline of each screen and the sentences about models, in the words of the regime. */
import type { Config } from '../../shared/session/config.ts';
import type { Score } from '../../shared/forecast.ts';
import type { View } from '../../shared/views.ts';
import type { ConnectionStatus } from '../connection.svelte.ts';
import { count, figureOfP } from '../figures.ts';
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

/** The headline. */
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
      return screen.view.config.play === 'relay'
        ? 'When will the model have collapsed?'
        : 'When will half the class have collapsed?';
    case 'lobby':
      return screen.view.you?.forecast ? 'Your forecast is in.' : 'You are in.';
    case 'write':
      return `You are the model. Write ${count(screen.turn.k, 'token')}.`;
    case 'refit':
      return screen.turn.text.length > handLength
        ? 'Train the next model.'
        : 'Train the next model. How many 1s?';
    case 'waiting':
      return screen.view.next ? 'You are up next.' : 'Others are at it.';
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

/** What a screen reader says as a new task comes: the round, the headline, and what the eye would see at once. */
export function announcementOf(screen: Screen): string {
  const title = titleOf(screen);
  if (screen.name === 'write') {
    return `${roundOf(screen.view)}. ${title} p is ${figureOfP(screen.turn.p, screen.turn.k)}.`;
  }
  if (screen.name === 'refit') {
    const { text } = screen.turn;
    const spelled = text.length > handLength ? '' : ` The text is ${text.split('').join(' ')}.`;
    return `${roundOf(screen.view)}. ${title}${spelled}`;
  }
  return title;
}

export function roundOf({ round, config }: View): string {
  return `Round ${round + 1} of ${config.rounds}`;
}

/** What the lobby says about the models that are about to start. */
export function startSentence({ config, class: { players } }: View): string {
  const number = { relay: 1, teams: config.teams, everyone: players }[config.play];
  const begin = number === 1 ? 'A model starts' : `${number} models start`;
  const trained = {
    replace: 'trained only on what the one before it wrote',
    accumulate: 'trained on everything written so far',
    mix: 'trained on what the one before it wrote, with a pinch of real data',
  }[config.regime.kind];
  const each = number === 1 ? 'Each one after it is' : 'Each is then';
  return `${begin} at p = ${figureOfP(config.start, config.textLength)}. ${each} ${trained}.`;
}

/** Whose model a player's line is. */
function ownerOf(play: Config['play']): string {
  return { relay: 'The model', teams: 'Your team’s model', everyone: 'Your model' }[play];
}

/** A player's own model now; null for who has none. */
export function modelSentence({ config, you, phase }: View): string | null {
  const p = you?.line.at(-1);
  if (p === undefined) return null;
  const whose = ownerOf(config.play);
  const figure = figureOfP(p, config.textLength);
  const isAtEnd = p === 0 || p === 1;
  if (config.regime.kind === 'replace') {
    if (isAtEnd) return `${whose} writes only ${p}s now. It has forgotten that ${1 - p} exists.`;
    if (phase === 'finished')
      return `${whose} still writes both, with p = ${figure}. In time it would forget one.`;
  } else if (config.regime.kind === 'mix') {
    if (isAtEnd) return `${whose} is at ${p} now. Real data will bring it back.`;
    if (phase === 'finished') return `${whose} ended at p = ${figure}. Real data keeps it from collapsing.`;
  } else if (phase === 'finished') {
    return `${whose} has settled near p = ${figure}. The truth was ${figureOfP(config.start, config.textLength)}.`;
  }
  return `${whose} is at p = ${figure}.`;
}

/** How many of the class's models are at an end; null where there is one model only, or none. */
export function classSentence({ config, class: { ends, rollouts } }: View): string | null {
  if (rollouts < 2) return null;
  const [zeros, ones] = ends;
  const so = config.regime.kind === 'replace' ? 'have collapsed' : 'are at an end now';
  const sides = zeros + ones === 0 ? '' : `: ${zeros} at 0, ${ones} at 1`;
  return `${zeros + ones} of ${rollouts} models ${so}${sides}.`;
}

/** A forecast in words, as it was locked in. */
export function forecastSentence(round: number | null): string {
  return round === null ? 'Your forecast: never.' : `Your forecast: by round ${round}.`;
}

/** What came of a forecast, beside what theory alone would have said. */
export function scoreSentences({ actual, distance, exact }: Score, play: Config['play']): string {
  const who = play === 'relay' ? 'The model' : 'Half of the models';
  const happened =
    actual === null ? `${who} had not collapsed by the end.` : `${who} had collapsed by round ${actual}.`;
  const yours =
    distance === 0 ? 'You were right, to the round.' : `You were ${count(distance, 'round')} off.`;
  return `${happened} ${yours} The exact median was ${exact === 0 ? 'right' : `${count(exact, 'round')} off`}.`;
}

/** How a typed text switches sides, beside chance. */
export function humanSentence(changes: number, expected: number): string {
  const times = (number: number) => (number === 1 ? 'once' : `${number} times`);
  const chance = Number(expected.toFixed(1));
  const verdict =
    changes > expected + 1
      ? 'People who play chance mostly do it too often.'
      : changes < expected - 1
        ? 'That is less than chance would.'
        : 'Chance could have done that.';
  return `You switched ${times(changes)} between 0 and 1; chance would about ${times(chance)}. ${verdict}`;
}
