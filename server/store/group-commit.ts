/** Appends that wait for their transaction: one is written after the other, and while one is, the next one gathers. */
import { setImmediate } from 'node:timers/promises';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Append } from './append.ts';
import type { Seat } from './port.ts';

export class AppendQueue {
  readonly #write: (batch: readonly Append[]) => Promise<void>;
  #waiting: Append[] = [];
  #isWriting = false;
  #settled: Promise<void> = Promise.resolve();

  /** @param write settles all of a batch, and never rejects */
  constructor(write: (batch: readonly Append[]) => Promise<void>) {
    this.#write = write;
  }

  add(id: string, after: number, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return new Promise<'appended' | 'conflict'>((settle, fail) => {
      this.#waiting.push({ id, after, events, seats, settle, fail });
      if (!this.#isWriting) this.#settled = this.#writeAll();
    });
  }

  /** Resolves when nothing waits any more. */
  settled(): Promise<void> {
    return this.#settled;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    await setImmediate();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
      // the rooms that hear of it now write what has waited in them, and share the next one
      await setImmediate();
    }
    this.#isWriting = false;
  }
}
