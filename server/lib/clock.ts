/** Clocks: the system's, and a room's monotonic one; a throttle. Tests pass a fake clock. */

export interface Clock {
  /** milliseconds since 1970 */
  now(): number;
  /** Calls back at a time, or soon where that is past. @returns cancel */
  at(time: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  at(time, call) {
    const timer = setTimeout(call, Math.max(0, time - Date.now()));
    return () => clearTimeout(timer);
  },
};

/** Time of the process, in milliseconds and their parts, which nobody sets: for measuring. */
export const processClock: Clock = {
  now: () => performance.now(),
  at(time, call) {
    const timer = setTimeout(call, Math.max(0, time - performance.now()));
    return () => clearTimeout(timer);
  },
};

/** Monotonic clock of a room, never behind its log: the system's clock may be set back, or another server's be ahead. */
export class RoomClock implements Clock {
  readonly #clock: Clock;
  #offset = 0;
  #last: number;

  /** @param last the time of the room's last event */
  constructor(clock: Clock, last: number) {
    this.#clock = clock;
    this.#last = last;
  }

  now(): number {
    this.reach(this.#last);
    this.#last = this.#clock.now() + this.#offset;
    return this.#last;
  }

  at(time: number, call: () => void): () => void {
    return this.#clock.at(time - this.#offset, call);
  }

  /** Moves the clock forward to at least this time. */
  reach(time: number): void {
    this.#offset = Math.max(this.#offset, time - this.#clock.now());
  }
}

export interface Throttle {
  /** Requests a call; without effect while one is pending. */
  request: () => void;
  /** Cancels a pending call. */
  stop: () => void;
}

/** Throttle with a leading and a trailing call: at once, then at most once per interval. */
export function throttle(clock: Clock, interval: number, call: () => void): Throttle {
  let last = -Infinity;
  let cancel: (() => void) | null = null;
  const run = () => {
    cancel = null;
    last = clock.now();
    call();
  };
  return {
    request() {
      if (cancel) return;
      if (clock.now() - last >= interval) run();
      else cancel = clock.at(last + interval, run);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
