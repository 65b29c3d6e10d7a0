/** Clock watch: detects that the clock has leapt, because it was set or because the machine slept. */
import type { Clock } from './clock.ts';

/** Milliseconds by which a tick may be late, or the clock be set back, before that counts as a leap. */
const tolerance = 5_000;

/** @param passed milliseconds since the clock was looked at last; negative where it was set back */
type LeapListener = (passed: number) => void;

/** Ticks as long as anybody listens. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #tickEvery: number;
  readonly #listeners = new Set<LeapListener>();
  #last: number;
  #cancelTick: () => void = () => {};

  /** @param tickEvery milliseconds between two looks at the clock, at most */
  constructor(clock: Clock, tickEvery = 1_000) {
    this.#clock = clock;
    this.#tickEvery = tickEvery;
    this.#last = clock.now();
  }

  /** @returns unsubscribe */
  onLeap(listener: LeapListener): () => void {
    if (this.#listeners.size === 0) {
      this.#last = this.#clock.now();
      this.#planTick();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#cancelTick();
    };
  }

  /**
   * Looks at the clock, and calls the listeners where it has leapt. After a sleep a message can come before the next
   * tick: so this is called before anything that depends on time.
   *
   * @returns whether it has leapt
   */
  check(): boolean {
    const now = this.#clock.now();
    const passed = now - this.#last;
    this.#last = now;
    const hasLeapt = passed > this.#tickEvery + tolerance || passed < -tolerance;
    if (hasLeapt) for (const listener of this.#listeners) listener(passed);
    return hasLeapt;
  }

  #planTick(): void {
    this.#cancelTick = this.#clock.at(this.#clock.now() + this.#tickEvery, () => {
      this.#planTick();
      this.check();
    });
  }
}
