/** Listeners for a session's new events, as far as this process hears of them. */
import { EventEmitter } from 'node:events';

export class Hints {
  readonly #sessions = new EventEmitter().setMaxListeners(Infinity);

  /** @returns what ends that */
  watch(id: string, listener: (seq: number) => void): () => void {
    this.#sessions.on(id, listener);
    return () => void this.#sessions.off(id, listener);
  }

  /** The last event of a session that is durable now; Infinity where that is not known. */
  notify(id: string, seq: number): void {
    this.#sessions.emit(id, seq);
  }

  /** Any session may have new events. */
  notifyAll(): void {
    for (const id of this.#sessions.eventNames()) this.#sessions.emit(id, Infinity);
  }
}
