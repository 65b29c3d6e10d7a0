/** Time as rooms see it, so that a test can turn it by hand. */

export interface Clock {
  /** milliseconds since 1970 */
  now(): number;
  /** Calls back at a time, or soon where that is past; returns what takes it back. */
  at(time: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  at(time, call) {
    const timer = setTimeout(call, Math.max(0, time - Date.now()));
    return () => clearTimeout(timer);
  },
};

/**
 * A room's time: it goes on where its log ends, and never back, though the device's clock is set back, or another
 * server's is ahead. Otherwise a room would wait for a time that it has seen already.
 */
export class RoomClock implements Clock {
  readonly #clock: Clock;
  #ahead = 0;
  #last: number;

  /** @param since the time of the room's last event */
  constructor(clock: Clock, since: number) {
    this.#clock = clock;
    this.#last = since;
  }

  now(): number {
    this.reach(this.#last);
    this.#last = this.#clock.now() + this.#ahead;
    return this.#last;
  }

  at(time: number, call: () => void): () => void {
    return this.#clock.at(time - this.#ahead, call);
  }

  /** From now on it is not earlier than this. */
  reach(time: number): void {
    this.#ahead = Math.max(this.#ahead, time - this.#clock.now());
  }
}

/**
 * Calls at once, and then at most once in so many milliseconds.
 *
 * @returns what asks for a call; asking again before it comes changes nothing
 */
export function throttle(
  clock: Clock,
  milliseconds: number,
  call: () => void,
): { ask: () => void; stop: () => void } {
  let last = -Infinity;
  let cancel: (() => void) | null = null;
  const run = () => {
    cancel = null;
    last = clock.now();
    call();
  };
  return {
    ask() {
      if (cancel) return;
      if (clock.now() - last >= milliseconds) run();
      else cancel = clock.at(last + milliseconds, run);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
