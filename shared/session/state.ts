/** A session as it is now: what its events, folded by `evolve`, come to. Never changed in place. */
import type { Config } from './config.ts';
import type { By, FinishReason, Forecast, PauseReason, StepKind } from './event.ts';

export interface Player {
  /** from 1, in order of joining */
  player: number;
  name: string;
  bot: boolean;
  /** from 0; null where nobody plays in teams */
  team: number | null;
  online: boolean;
  kicked: boolean;
  /** the server played this player's turns at two full deadlines in a row */
  away: boolean;
  /** at how many full deadlines in a row, and the last step (by its opening's seq) that counted */
  missed: { count: number; step: number };
  forecast: Forecast | null;
}

export interface Rollout {
  /** p(0) … p(now) */
  line: readonly number[];
  /** who wrote the text of each round */
  writers: readonly By[];
  /** who fitted a model on it */
  fitters: readonly By[];
  /** the last text; null before the first */
  text: string | null;
  /** 1s in all texts */
  allOnes: number;
}

/** The step that was opened last. It is open while turns are left. */
export interface Step {
  /** the seq of the event that opened it */
  seq: number;
  round: number;
  kind: StepKind;
  /** whose turn each rollout is; null: the server's */
  turns: readonly (number | null)[];
  /** how many are not played yet */
  left: number;
  /** how many of those that were dealt to players are not played yet */
  dealtLeft: number;
  deadline: number | null;
  /** the deadline was drawn in because most had played */
  early: boolean;
}

interface Common {
  seq: number;
  code: string;
  title: string;
  commitment: string;
  config: Config;
  /** player n is at n - 1; kicked ones stay */
  players: readonly Player[];
  locked: boolean;
}

/** What there is from the start on. */
interface Game extends Common {
  rollouts: readonly Rollout[];
  /** how many teams; null where nobody plays in teams */
  teams: number | null;
  /** whose model each rollout is, in `everyone` */
  owners: readonly number[] | null;
  /** null until the first is opened */
  step: Step | null;
  /** when the wait for the next step began */
  since: number;
}

export type Lobby = Common & { phase: 'lobby' };
export type Playing = Game & { phase: 'playing' };
/** The server plays a round at a time by itself. */
export type Watching = Game & { phase: 'watching' };
export type Paused = Game & {
  phase: 'paused';
  reason: PauseReason;
  /** what it goes back to */
  resumes: 'playing' | 'watching';
  /** milliseconds that the open step had left; null where it has no deadline */
  left: number | null;
};
export type Finished = Game & { phase: 'finished'; reason: FinishReason; secret: string };

export type Started = Playing | Watching | Paused | Finished;
export type State = Lobby | Started;

/**
 * Narrows a state to one with rollouts.
 *
 * @throws in the lobby, and where there is no state yet
 */
export function started(state: State | null): Started {
  if (state === null || state.phase === 'lobby') throw new Error('the session has not started');
  return state;
}

/** Seated and able to play now: not kicked, online, not away. */
export function isHere(player: Player): boolean {
  return player.online && !player.kicked && !player.away;
}

export function playersHere(state: State): Player[] {
  return state.players.filter(isHere);
}

export function seated(state: State): Player[] {
  return state.players.filter((player) => !player.kicked);
}

/** Whether this rollout's turn of the step has been played. */
export function isPlayed(rollout: Rollout, step: Pick<Step, 'kind' | 'round'>): boolean {
  return (step.kind === 'generate' ? rollout.writers : rollout.fitters).length > step.round;
}

/** The open step, or null between steps. */
export function openStep(state: State): Step | null {
  return state.phase !== 'lobby' && state.phase !== 'finished' && state.step !== null && state.step.left > 0
    ? state.step
    : null;
}

export function currentP(rollout: Rollout): number {
  return rollout.line[rollout.line.length - 1]!;
}

/** Whether p is 0 or 1: under `replace`, for ever. */
export function isAtEnd(p: number): boolean {
  return p === 0 || p === 1;
}
