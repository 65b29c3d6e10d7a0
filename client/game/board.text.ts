/** Texts of the board during a game. */
import { isAbsorbing } from '../../shared/session/config.ts';
import type { By } from '../../shared/session/event.ts';
import { bytesIn, isRevealing, type BytesIn } from '../../shared/session/draws.ts';
import { blockedOn } from '../../shared/session/schedule.ts';
import { playersHere, seated, type Started, type State } from '../../shared/session/state.ts';
import { count, figureOfP } from '../ui/format.ts';
import { isolate } from '../ui/bidi.ts';
import type { Numbers } from './numbers.ts';
import { curveWord, trainingSet } from './regime.text.ts';
import { curveOfTheory } from './theory.text.ts';
import type { Collapse } from './board-state.ts';
import { endsStay } from './writers.ts';

export function nameOf(state: State, by: By | null): string {
  return by === null || by === 'server' ? 'The server' : isolate(state.players[by - 1]!.name);
}

/** Whose model a rollout is, as in "Quiet Otter’s model". */
function modelOf(state: Started, rollout: number): string {
  const owner = state.owners?.[rollout];
  if (state.teams !== null) return `Team ${rollout + 1}’s model`;
  return owner === undefined ? 'The model' : `${nameOf(state, owner)}’s model`;
}

/** What the class is looking at. */
export function subtitle({ rollouts, teams, config }: Started): string {
  const trained = `trained on ${trainingSet(config)}`;
  if (teams !== null) return `${count(teams, 'team')}, a model each, ${trained}`;
  if (rollouts.length === 1) return `One model after the other, each ${trained}`;
  return `${rollouts.length} models, each ${trained}`;
}

/** Where the session is: "Round 14" and " of 60". */
export function headline(state: Started): { main: string; rest: string } {
  return { main: `Round ${(state.step?.round ?? 0) + 1}`, rest: ` of ${state.config.rounds}` };
}

export function shareCaption({ rollouts, config }: Started): string {
  return isAbsorbing(config) && rollouts.length === 1
    ? 'has it collapsed? dashed: the chance that it has'
    : `${curveWord(config)}; dashed: ${curveOfTheory(config)}`;
}

/** Why nobody's turn is on; null while the class plays. */
export function statusLine(state: State): string | null {
  const wait = blockedOn(state);
  switch (state.phase) {
    case 'watching':
      return 'The server plays on by itself. Watch.';
    case 'paused':
      return state.reason === 'host'
        ? 'Paused.'
        : 'Paused: fewer than half of the class are here. It goes on when they are back.';
    case 'playing':
      if (isRevealing(state)) return revealLine(bytesIn(state.draws));
      if (wait === 'students') return `Waiting for students: 0 of ${seated(state).length} here.`;
      return wait === 'host' && state.step ? `Round ${state.step.round + 1} is done.` : null;
    case 'lobby':
    case 'finished':
      return null;
    default:
      return state satisfies never;
  }
}

/** Before round 0, for a moment. */
function revealLine({ in: came, missing }: BytesIn): string {
  return `Each device puts random bytes of its own into the draws: ${came} of ${came + missing} in.`;
}

/** How many students are here, and how many of those there are; simulated ones are counted apart. */
export function whoIsHere(state: State): string {
  const all = seated(state);
  const bots = all.filter(({ bot }) => bot).length;
  const students = all.length - bots;
  if (all.length === 0) return 'Nobody is here yet.';
  const here = playersHere(state).length - bots;
  const people = `${here === students ? '' : `${here} of `}${count(students, 'student')} here`;
  return bots === 0 ? people : `${people}, and ${bots} simulated`;
}

/** How many of those who can have made a forecast; null where none is asked for, or nobody could make one. */
export function forecastsIn(state: State): string | null {
  const students = seated(state).filter(({ bot }) => !bot);
  if (state.config.regime.kind !== 'replace' || students.length === 0) return null;
  return `${students.filter(({ forecast }) => forecast).length} of ${count(students.length, 'forecast')} in`;
}

/** How many models are named where several came to an end at once. */
const mostNamed = 4;

/** Models came to an end in the same round: whose, where and when. */
export function newsSentence(state: Started, collapses: readonly Collapse[]): string {
  const { rollout, round, pole } = collapses[0]!;
  const isCollapse = isAbsorbing(state.config);
  const isForGood = endsStay(state);
  if (collapses.length === 1)
    return isCollapse
      ? `${modelOf(state, rollout)} collapsed in round ${round}: it writes only ${pole}s now.`
      : `${modelOf(state, rollout)} is at ${pole} in round ${round}, ${isForGood ? 'and stays there' : 'for now'}.`;
  const named = collapses
    .slice(0, mostNamed)
    .map((one) => `${modelOf(state, one.rollout).replace(' model', '')} at ${one.pole}`);
  const more = collapses.length - named.length;
  const who = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return isCollapse
    ? `${collapses.length} models collapsed in round ${round}: ${who}.`
    : `${collapses.length} models came to an end in round ${round}, ${isForGood ? 'and stay there' : 'for now'}: ${who}.`;
}

/** The state of the chart for those who do not see it. */
export function chartLabel({ ends, rollouts, round, mean }: Numbers): string {
  const [zeros, ones] = ends;
  const between = rollouts - zeros - ones;
  return `p of ${count(rollouts, 'model')} after ${count(round, 'round')}: ${zeros} at 0, ${ones} at 1, ${between} between; mean ${figureOfP(mean, 100)}`;
}
