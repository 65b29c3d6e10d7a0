/** Change notifications by session, within this process. */
import { EventEmitter } from 'node:events';

export class Hints {
  readonly #sessions = new EventEmitter().setMaxListeners(Infinity);

  /** @returns unsubscribe */
  watch(id: string, listener: (seq: number) => void): () => void {
    this.#sessions.on(id, listener);
    return () => void this.#sessions.off(id, listener);
  }

  /** @param seq of the last durable event; Infinity where that is not known */
  notify(id: string, seq: number): void {
    this.#sessions.emit(id, seq);
  }

  /** Any session may have new events. */
  notifyAll(): void {
    for (const id of this.#sessions.eventNames()) this.#sessions.emit(id, Infinity);
  }
}
