/** Time slices on the main thread: long work is done a slice at a time, by fair scheduling, beside everything else. */
import type { Clock } from './clock.ts';
import { RoundRobin } from './round-robin.ts';

/** Rest after a slice, as a share of what it took: at least half of the time is left for those who play. */
const rest = 1;

/**
 * One slice runs at a time. Owners, the addresses for which something is done, take turns, whatever each of them has
 * waiting; so do the parts of an owner's work that wait for a slice again after each.
 */
export class TimeSlices {
  readonly #clock: Clock;
  readonly #waiting = new RoundRobin<() => void>();
  #isBusy = false;

  /** @param clock measures slices */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether so many milliseconds have passed from now on */
  timer(milliseconds: number): () => boolean {
    const end = this.#clock.now() + milliseconds;
    return () => this.#clock.now() >= end;
  }

  /** Waits for a slice. @returns what ends it */
  async take(owner: string): Promise<() => void> {
    if (this.#isBusy) await new Promise<void>((resolve) => this.#waiting.push(owner, resolve));
    this.#isBusy = true;
    const began = this.#clock.now();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const now = this.#clock.now();
      if (now === began) this.#next();
      else this.#clock.at(now + (now - began) * rest, () => this.#next());
    };
  }

  /** Does something in a slice of its own, which lasts until the next task: what the caller makes of it at once counts. */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const end = await this.take(owner);
    try {
      return await work();
    } finally {
      setImmediate(end);
    }
  }

  /** Stays busy where one waits, so that nobody comes in between. */
  #next(): void {
    const next = this.#waiting.shift();
    this.#isBusy = next !== undefined;
    next?.();
  }
}
