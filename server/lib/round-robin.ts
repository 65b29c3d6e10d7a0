/** Round-robin queue: first in, first out for each key, and the keys take turns. */
export class RoundRobin<T> {
  /** waiting items by key, the key whose turn is next first */
  readonly #waiting = new Map<string, T[]>();

  push(key: string, item: T): void {
    const items = this.#waiting.get(key);
    if (items) items.push(item);
    else this.#waiting.set(key, [item]);
  }

  /** Takes the next item, of the first key in turn that may go. */
  shift(mayGo: (key: string) => boolean = () => true): T | undefined {
    for (const [key, items] of this.#waiting) {
      if (!mayGo(key)) continue;
      const item = items.shift();
      this.#waiting.delete(key);
      if (items.length > 0) this.#waiting.set(key, items);
      return item;
    }
    return undefined;
  }

  remove(key: string, item: T): void {
    const items = this.#waiting.get(key)?.filter((one) => one !== item) ?? [];
    if (items.length > 0) this.#waiting.set(key, items);
    else this.#waiting.delete(key);
  }

  /** how many items of a key wait */
  countOf(key: string): number {
    return this.#waiting.get(key)?.length ?? 0;
  }
}
