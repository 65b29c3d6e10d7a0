/** Interface of a room for its own parts: state and command queue. */
import type { Command, Reply } from '../../shared/session/command.ts';
import type { State } from '../../shared/session/state.ts';
import type { SessionRow } from '../store/port.ts';

export interface LiveSession {
  readonly row: SessionRow;
  readonly state: State;
  /** Queues a command. Its reply comes once its events are durable, and before they are published. */
  submit(command: Command, answer: (reply: Reply) => void): void;
}
