/** Who wants to hear of a session's new events, as far as this process knows of them. */
export class Hints {
  readonly #listeners = new Map<string, Set<(seq: number) => void>>();

  watch(id: string, hear: (seq: number) => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(hear));
    return () => {
      listeners.delete(hear);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  /** Tells of the last event of a session that is written now. */
  tell(id: string, seq: number): void {
    for (const hear of this.#listeners.get(id) ?? []) hear(seq);
  }

  /** Tells that anything may have been written to any session. */
  tellAll(): void {
    for (const id of this.#listeners.keys()) this.tell(id, Infinity);
  }
}
