/** Commands: what players, hosts and the server itself ask of a session. */
import type { Config } from './config.ts';
import type { Forecast, StepKind } from './event.ts';
import type { Result } from './result.ts';

/** From a phone. `player` is the seat of its key; null where it has none yet. */
export type PlayerCommand =
  | { type: 'join'; player: number | null; name?: string | undefined }
  | ({ type: 'forecast'; player: number } & Forecast)
  | { type: 'generate'; player: number; rollout: number; round: number; tokens: string }
  | { type: 'refit'; player: number; rollout: number; round: number; ones: number };

/** From the host's page. */
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

/** From the server itself: a phone came or went, time passed, the server was started again. */
type ServerCommand =
  /** `moved`: from another server, which has to hear of it even if the player was online there */
  | { type: 'online'; player: number; moved?: boolean }
  | { type: 'offline'; player: number }
  | { type: 'tick' }
  | { type: 'restarted' };

export type Command = PlayerCommand | HostCommand | ServerCommand;

/** What an accepted command answers beside `ok`; the others answer nothing more. */
interface Answers {
  join: { player: number; name: string };
  refit: { p: number };
}

/** The reply to a command. */
export type Reply<C extends Command['type'] = Command['type']> = C extends keyof Answers
  ? Result<Answers[C]>
  : Result;
