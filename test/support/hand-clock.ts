/** A clock that is turned by hand. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../server/lib/clock.ts';

interface Alarm {
  time: number;
  call: () => void;
}

export class HandClock implements Clock {
  #now = 1_000_000;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  at(time: number, call: () => void): () => void {
    const alarm = { time, call };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Turns the clock on, by so many milliseconds, and lets everything happen that is due by then. */
  async turn(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settled();
    for (let next; (next = this.#next(until)) !== null;) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.time);
      next.call();
      await settled();
    }
    this.#now = until;
  }

  /** Sets the clock, as its owner can; what is planned still comes after as long as it would have. */
  set(now: number): void {
    for (const alarm of this.#alarms) alarm.time += now - this.#now;
    this.#now = now;
  }

  #next(until: number): Alarm | null {
    const due = [...this.#alarms].filter(({ time }) => time <= until);
    return due.length === 0 ? null : due.reduce((first, one) => (one.time < first.time ? one : first));
  }
}

/** Resolves when all promises that could go on have gone on. */
export const settled = (): Promise<void> => setImmediate();
