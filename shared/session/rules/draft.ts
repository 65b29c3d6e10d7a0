/** Draft of a decision: collects events and applies them to the state. */
import type { Reply } from '../command.ts';
import type { EventBody, SessionEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { State } from '../state.ts';

/** What a decision depends on besides the state. */
export interface Context {
  /** milliseconds since 1970 */
  now: number;
  /** 32 hex characters; gives the seeds of turns, and is revealed at the end */
  secret: string;
}

/** The reply to a command and its events; `state` is the state after them. */
export interface Decision {
  reply: Reply;
  /** The command is unfinished: decide it again on the new state, and send only the last reply. */
  isPartial: boolean;
  events: SessionEvent[];
  state: State;
}

export class Draft {
  state: State;
  isPartial = false;
  readonly events: SessionEvent[] = [];
  readonly now: number;
  readonly secret: string;

  constructor(state: State, { now, secret }: Context) {
    this.state = state;
    this.now = now;
    this.secret = secret;
  }

  emit(body: EventBody): void {
    const event = { seq: this.state.seq + 1, at: this.now, ...body };
    this.events.push(event);
    this.state = evolve(this.state, event);
  }

  answer(reply: Reply): Decision {
    return { reply, isPartial: this.isPartial, events: this.events, state: this.state };
  }
}
