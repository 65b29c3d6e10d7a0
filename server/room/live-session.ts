/** A session in memory, as the parts of its room use it. */
import type { Command, Reply } from '../../shared/session/command.ts';
import type { State } from '../../shared/session/state.ts';
import type { SessionRow } from '../store/port.ts';

export interface LiveSession {
  readonly row: SessionRow;
  readonly state: State;
  /** Queues a command. The reply comes when what it did is durable, and before anything is published. */
  submit(command: Command, answer: (reply: Reply) => void): void;
}
