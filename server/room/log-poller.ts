/** Detection of events appended by other servers: notifications, and a poll of the store every 5 s. */
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';

/** Milliseconds between polls, which find events whose notification was lost. */
const pollEvery = 5_000;

export class RemoteChanges {
  readonly #clock: Clock;
  readonly #wake: () => void;
  /** highest seq that may exist */
  #seq = 0;
  readonly #unwatch: () => void;
  #cancelPoll: () => void = () => {};

  /** @param wake is called when there may be new events */
  constructor(id: string, store: Store, clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
    this.#unwatch = store.watch(id, (seq) => this.#notice(seq));
    this.#schedulePoll();
  }

  /** Whether there may be events after a seq. */
  mayExistAfter(seq: number): boolean {
    return this.#seq > seq;
  }

  /** Called before the whole log is read. */
  reset(): void {
    this.#seq = 0;
  }

  dispose(): void {
    this.#unwatch();
    this.#cancelPoll();
  }

  #notice(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#wake();
  }

  #schedulePoll(): void {
    this.#cancelPoll = this.#clock.at(this.#clock.now() + pollEvery, () => {
      this.#schedulePoll();
      this.#notice(Infinity);
    });
  }
}
