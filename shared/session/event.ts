/** Session events, in the format of the log and of the wire. */
import type { Config } from './config.ts';

export type StepKind = 'generate' | 'refit';

/** Who played a turn: a player, or the server in place of one. */
export type By = number | 'server';

export interface Forecast {
  /** guess of the round by which half of the class's models have collapsed; null: never */
  round: number | null;
  /** guess of the end at which the player's own model collapses */
  /** the end of the player's own model; missing where the player has not said */
  pole?: 0 | 1 | undefined;
}

export type EventBody =
  | { type: 'created'; config: Config; commitment: string; secretGiven: boolean; code: string; title: string }
  | { type: 'configured'; config: Config }
  | { type: 'joined'; player: number; name: string; bot: boolean; team: number | null; seal?: string }
  | { type: 'sealed'; player: number; seal: string }
  | { type: 'presence'; player: number; online: boolean }
  | { type: 'kicked'; player: number }
  | { type: 'locked'; locked: boolean }
  | { type: 'away'; player: number; away: boolean }
  | ({ type: 'forecast'; player: number } & Forecast)
  | {
      type: 'started';
      rollouts: number;
      teams: number[][] | null;
      owners: number[] | null;
      /** the players whose seals count from now on; missing where there are none */
      seals?: number[];
    }
  | { type: 'revealed'; player: number; bytes: string }
  | { type: 'step_opened'; round: number; step: StepKind; turns: (number | null)[]; deadline: number | null }
  | { type: 'generated'; rollout: number; round: number; by: By; tokens: string }
  | { type: 'refitted'; rollout: number; round: number; by: By; ones: number; p: number }
  | { type: 'watching' }
  | { type: 'paused'; reason: PauseReason }
  | { type: 'deadline'; deadline: number }
  | { type: 'resumed'; deadline: number | null }
  | { type: 'finished'; reason: FinishReason; secret: string };

export type PauseReason = 'host' | 'absence';
export type FinishReason = 'rounds' | 'fast_forward' | 'stopped';

/** `seq` counts from 1 without gaps; `at` is in milliseconds since 1970. */
export type SessionEvent = { seq: number; at: number } & EventBody;
