/** A decision in the making: the events so far, and the state after them. */
import type { Reply } from '../command.ts';
import type { EventBody, SessionEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { State } from '../state.ts';

/** What a decision depends on besides the state. */
export interface Context {
  /** milliseconds since 1970 */
  now: number;
  /** 32 hex characters: the seeds of the turns that the server plays, and told at the end */
  secret: string;
}

/** The answer to a command and the events that it makes; `state` is the one after them. */
export interface Decision {
  reply: Reply;
  /** the command is not done yet: it is decided again, and answered with the last reply */
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
