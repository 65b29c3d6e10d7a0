/** A virtual clock: time stands still until it is turned on by hand. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../server/lib/clock.ts';

interface Timer {
  time: number;
  order: number;
  /** null once it is cancelled */
  call: (() => void) | null;
}

const isBefore = (a: Timer, b: Timer) => a.time < b.time || (a.time === b.time && a.order < b.order);

export class HandClock implements Clock {
  #now: number;
  /** a binary heap, the next one first */
  readonly #timers: Timer[] = [];
  #order = 0;

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Calls at a time, or next where that is past. @returns what cancels it */
  at(time: number, call: () => void): () => void {
    const timer: Timer = { time: Math.max(time, this.#now), order: this.#order++, call };
    this.#push(timer);
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
      const { time, call } = this.#pop();
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

  #push(timer: Timer): void {
    const timers = this.#timers;
    let at = timers.push(timer) - 1;
    for (let up; at > 0 && isBefore(timer, timers[(up = (at - 1) >> 1)]!); at = up) timers[at] = timers[up]!;
    timers[at] = timer;
  }

  #pop(): Timer {
    const timers = this.#timers;
    const first = timers[0]!;
    const last = timers.pop()!;
    if (timers.length === 0) return first;
    let at = 0;
    for (let down; (down = this.#lesser(2 * at + 1)) !== null && isBefore(timers[down]!, last); at = down)
      timers[at] = timers[down]!;
    timers[at] = last;
    return first;
  }

  /** The earlier one of two neighbours in the heap. */
  #lesser(left: number): number | null {
    const timers = this.#timers;
    if (left >= timers.length) return null;
    return left + 1 < timers.length && isBefore(timers[left + 1]!, timers[left]!) ? left + 1 : left;
  }
}

/** Resolves when all promises that could go on have gone on. */
export const settled = (): Promise<void> => setImmediate();
