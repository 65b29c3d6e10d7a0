/** Virtual clock, advanced by hand. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../server/lib/clock.ts';

interface Timer {
  time: number;
  /** null once it is cancelled */
  call: (() => void) | null;
}

export class HandClock implements Clock {
  #now: number;
  /** the next one first, and those of the same time in the order in which they were set */
  readonly #timers: Timer[] = [];

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Calls at a time, or next where that is past. @returns what cancels it */
  at(time: number, call: () => void): () => void {
    const timer: Timer = { time: Math.max(time, this.#now), call };
    const before = this.#timers.findLastIndex((other) => other.time <= timer.time);
    this.#timers.splice(before + 1, 0, timer);
    return () => {
      timer.call = null;
    };
  }

  after(milliseconds: number, call: () => void): () => void {
    return this.at(this.#now + milliseconds, call);
  }

  /** Turns the clock on, by so many milliseconds, and lets everything happen that is due by then. */
  async turn(milliseconds: number): Promise<void> {
    await settled();
    await this.run(this.#now + milliseconds);
  }

  /** Lets everything happen until a time, or until it is over; after each timer all promises go on as far as they can. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    while (!isOver() && this.#timers.length > 0 && this.#timers[0]!.time <= until) {
      const { time, call } = this.#timers.shift()!;
      if (call === null) continue;
      this.#now = time;
      call();
      await settled();
    }
    if (!isOver()) this.#now = Math.max(this.#now, until);
  }

  /** Sets the clock, as its owner can; what is planned still comes after as long as it would have. */
  set(now: number): void {
    for (const timer of this.#timers) timer.time += now - this.#now;
    this.#now = now;
  }
}

/** Resolves when all promises that could go on have gone on. */
export const settled = (): Promise<void> => setImmediate();

/**
 * Time of a process so slow that each look at its clock takes a millisecond: whatever can be divided is.
 *
 * @param clock of the timers
 */
export function slowProcess(clock: Clock): Clock {
  let looks = 0;
  return {
    now: () => ++looks,
    at: (time, call) => clock.at(clock.now() + Math.max(0, time - looks), call),
  };
}
