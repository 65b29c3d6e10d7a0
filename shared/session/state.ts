/** Session state, a union by phase: the fold of its events by `evolve`. Immutable. */
import type { Config } from './config.ts';
import type { By, FinishReason, Forecast, PauseReason, StepKind } from './event.ts';
import type { Revealed } from './secret.ts';

export interface Player {
  /** from 1, in order of joining */
  player: number;
  name: string;
  bot: boolean;
  /** from 0; null except in `teams` */
  team: number | null;
  online: boolean;
  kicked: boolean;
  /** the server played this player's turns at two full deadlines in a row */
  away: boolean;
  /** consecutive full deadlines missed; `step` is the seq of the last step that was counted */
  missed: { count: number; step: number };
  forecast: Forecast | null;
  /** the seal of the player's random bytes, 64 hex characters; missing where there is none */
  seal?: string;
}

export interface Rollout {
  /** p(0) … p(now) */
  line: readonly number[];
  /** who wrote the text of each round */
  writers: readonly By[];
  /** who fitted a model on the text of each round */
  fitters: readonly By[];
  /** the last text; null before the first */
  text: string | null;
  /** 1s in all texts */
  allOnes: number;
}

/** The current step. It is open while turns are left. */
export interface Step {
  /** of the event that opened it */
  seq: number;
  round: number;
  kind: StepKind;
  /** the player with each rollout's turn; null: the server */
  turns: readonly (number | null)[];
  /** number of turns not yet played */
  left: number;
  /** number of those that were dealt to players */
  dealtLeft: number;
  deadline: number | null;
  /** the deadline was shortened because most players had played */
  early: boolean;
}

/** A player's seal that the start has fixed. */
export type Seal = readonly [player: number, seal: string];

/** The draws of a session in which the start has fixed seals. */
export interface Draws {
  /** H, the digest of what the start has fixed: 64 hex characters */
  fixed: string;
  /** the teams at the start; null except in `teams` */
  teams: readonly (readonly number[])[] | null;
  /** in ascending order of the players */
  seals: readonly Seal[];
  /** in ascending order of the players */
  revealed: readonly Revealed[];
  /** when round 0 opens though bytes are missing, in milliseconds since 1970 */
  opensAt: number;
}

interface Common {
  seq: number;
  code: string;
  title: string;
  commitment: string;
  /** the server drew the secret; missing where it was given, and players' bytes cannot help */
  secretDrawn?: true;
  config: Config;
  /** player n is at index n - 1; kicked ones stay */
  players: readonly Player[];
  locked: boolean;
}

interface Game extends Common {
  rollouts: readonly Rollout[];
  /** number of teams; null except in `teams` */
  teams: number | null;
  /** the player who owns each rollout; null except in `everyone` */
  owners: readonly number[] | null;
  /** missing where the start has fixed no seals, and the secret alone gives the draws */
  draws?: Draws;
  /** null until the first step opens */
  step: Step | null;
  /** when the beat before the next step began, in milliseconds since 1970 */
  since: number;
}

export type Lobby = Common & { phase: 'lobby' };
export type Playing = Game & { phase: 'playing' };
/** The server plays the remaining rounds, one at a time. */
export type Watching = Game & { phase: 'watching' };
export type Paused = Game & {
  phase: 'paused';
  reason: PauseReason;
  /** the phase to return to */
  resumes: 'playing' | 'watching';
  /** milliseconds left of the open step; null without a deadline */
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

/** Whether a player is present: online, not kicked, not away. */
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

/** Whether turns of the server's own are left, which it plays at once, or in parts where that takes long. */
export function hasServerTurns({ left, dealtLeft }: Step): boolean {
  return left > dealtLeft;
}

export function currentP(rollout: Rollout): number {
  return rollout.line[rollout.line.length - 1]!;
}

/** Whether p is 0 or 1, which is absorbing under `replace`. */
export function isAtEnd(p: number): p is 0 | 1 {
  return p === 0 || p === 1;
}
