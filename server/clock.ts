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
