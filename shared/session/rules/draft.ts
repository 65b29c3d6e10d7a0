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
  /** Whether the decision has taken its time: what is left is decided by another one. */
  isSpent?: () => boolean;
  /** whether a fast forward is under way, in parts: until its end nothing is due */
  isFastForward?: boolean;
}

/** Events after which a decision is left to another one, whatever time it has. */
const maxEventsPerDecision = 2_000;

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
  readonly isFastForward: boolean;
  readonly #isSpent: () => boolean;

  constructor(state: State, { now, secret, isSpent = () => false, isFastForward = false }: Context) {
    this.state = state;
    this.now = now;
    this.secret = secret;
    this.isFastForward = isFastForward;
    this.#isSpent = isSpent;
  }

  /** Whether more may be decided. Each decision makes one event at least, so that it gets on. */
  get hasTime(): boolean {
    const { length } = this.events;
    return length === 0 || (length < maxEventsPerDecision && !this.#isSpent());
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
