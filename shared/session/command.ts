/** Commands of players, hosts and the server, and their replies. */
import type { Config } from './config.ts';
import type { Forecast, StepKind } from './event.ts';
import type { Result } from './result.ts';

/** From a player's device. `player` is null where its key has no seat yet. */
export type PlayerCommand =
  | { type: 'join'; player: number | null; name?: string | undefined; seal?: string | undefined }
  | { type: 'reveal'; player: number; bytes: string }
  | ({ type: 'forecast'; player: number } & Forecast)
  | { type: 'generate'; player: number; rollout: number; round: number; tokens: string }
  | { type: 'refit'; player: number; rollout: number; round: number; ones: number };

export type HostCommand =
  | { type: 'configure'; config: Partial<Config> }
  | { type: 'start' }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'advance'; round: number; step: StepKind | null }
  | { type: 'fast_forward' }
  | { type: 'stop' }
  | { type: 'lock'; locked: boolean }
  | { type: 'kick'; player: number }
  | { type: 'bots'; count: number };

/** From the server: presence of a device, passing of time, a restart. */
type ServerCommand =
  /** `moved`: from another server, which needs an event even if the player was online there */
  | { type: 'online'; player: number; moved?: boolean }
  | { type: 'offline'; player: number }
  | { type: 'tick' }
  | { type: 'restarted' };

export type Command = PlayerCommand | HostCommand | ServerCommand;

/** Fields of replies to accepted commands; all other replies have none. */
interface Answers {
  join: { player: number; name: string };
  refit: { p: number };
}

export type Reply<C extends Command['type'] = Command['type']> = C extends keyof Answers
  ? Result<Answers[C]>
  : Result;
