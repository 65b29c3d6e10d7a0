/** Concurrency limit: a few at once for each key, and in all; others wait, and the keys take turns. */
import { RoundRobin } from '../lib/round-robin.ts';

interface Waiting {
  key: string;
  go: () => void;
}

export interface ConcurrencyOptions {
  /** at once for each key */
  each: number;
  /** at once in all */
  all: number;
  /** waiting for each key; further ones are refused */
  waiting: number;
}

export class ConcurrencyLimit {
  readonly #options: ConcurrencyOptions;
  readonly #waiting = new RoundRobin<Waiting>();
  /** how many are running, by key */
  readonly #running = new Map<string, number>();
  #count = 0;

  constructor(options: ConcurrencyOptions) {
    this.#options = options;
  }

  /**
   * Waits for a place.
   *
   * @param signal ends the wait
   * @returns what gives the place back; null where too many wait, and where the wait was ended
   */
  async take(key: string, signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted || this.#waiting.countOf(key) >= this.#options.waiting) return null;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { key, go: () => resolve(true) };
    const leave = () => {
      this.#waiting.remove(key, waiting);
      resolve(false);
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.push(key, waiting);
    this.#fill();
    const hasPlace = await promise;
    signal.removeEventListener('abort', leave);
    return hasPlace ? () => this.#release(key) : null;
  }

  #fill(): void {
    const mayGo = (key: string) => this.#runningOf(key) < this.#options.each;
    while (this.#count < this.#options.all) {
      const next = this.#waiting.shift(mayGo);
      if (next === undefined) return;
      this.#count++;
      this.#running.set(next.key, this.#runningOf(next.key) + 1);
      next.go();
    }
  }

  #release(key: string): void {
    this.#count--;
    const left = this.#runningOf(key) - 1;
    if (left > 0) this.#running.set(key, left);
    else this.#running.delete(key);
    this.#fill();
  }

  #runningOf(key: string): number {
    return this.#running.get(key) ?? 0;
  }
}
