/** Virtual time, random draws and a trace of what happens; all of it follows from a seed. */
import { HandClock } from '../support/hand-clock.ts';
import { Random } from '../support/random.ts';

/** Milliseconds since 1970 at which a run begins. */
const start = 1_000_000_000;

export class EventLoop extends HandClock {
  readonly random: Random;
  readonly #trace: string[] | null;

  /** @param trace takes a line for each thing that happens; null for none */
  constructor(seed: number, trace: string[] | null = null) {
    super(start);
    this.random = new Random(seed);
    this.#trace = trace;
  }

  /** A line of the trace. */
  tell(who: string, what: () => string): void {
    const seconds = ((this.now() - start) / 1000).toFixed(3).padStart(8);
    this.#trace?.push(`${seconds} ${who.padEnd(10)} ${what()}`);
  }
}
