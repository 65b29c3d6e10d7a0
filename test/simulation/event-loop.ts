/** A small world: one clock, one die, and what is going to happen, in order. All of it follows from a seed. */
import { setImmediate as settled } from 'node:timers/promises';
import { uniforms, type Uniform } from '../../shared/model/random.ts';

export class Die {
  readonly #uniform: Uniform;

  constructor(seed: number) {
    this.#uniform = uniforms(seed);
  }

  /** The next number in [0, 1). */
  next = (): number => this.#uniform();

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }
}

interface Happening {
  time: number;
  order: number;
  call: (() => void) | null;
}

const isBefore = (a: Happening, b: Happening) => a.time < b.time || (a.time === b.time && a.order < b.order);

export class World {
  readonly die: Die;
  /** milliseconds since 1970, as nobody's clock shows it */
  now = 1_000_000_000;
  readonly #start = this.now;
  /** a binary heap, the next one first */
  readonly #plan: Happening[] = [];
  #order = 0;
  readonly #trace: string[] | null;

  /** @param trace takes a line for each thing that happens; null for none */
  constructor(seed: number, trace: string[] | null = null) {
    this.die = new Die(seed);
    this.#trace = trace;
  }

  /** Calls at a time, or next where that is past; returns what takes it back. */
  at(time: number, call: () => void): () => void {
    const happening: Happening = { time: Math.max(time, this.now), order: this.#order++, call };
    this.#push(happening);
    return () => {
      happening.call = null;
    };
  }

  after(milliseconds: number, call: () => void): () => void {
    return this.at(this.now + milliseconds, call);
  }

  /** Lets everything happen until a time, or until it is over; after each thing all promises go on as far as they can. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    while (!isOver() && this.#plan.length > 0 && this.#plan[0]!.time <= until) {
      const { time, call } = this.#pop();
      if (call === null) continue;
      this.now = time;
      call();
      await settled();
    }
    if (!isOver()) this.now = Math.max(this.now, until);
  }

  /** A line of the trace. */
  tell(who: string, what: () => string): void {
    const seconds = ((this.now - this.#start) / 1000).toFixed(3).padStart(8);
    this.#trace?.push(`${seconds} ${who.padEnd(10)} ${what()}`);
  }

  #push(happening: Happening): void {
    const plan = this.#plan;
    let at = plan.push(happening) - 1;
    for (let up; at > 0 && isBefore(happening, plan[(up = (at - 1) >> 1)]!); at = up) plan[at] = plan[up]!;
    plan[at] = happening;
  }

  #pop(): Happening {
    const plan = this.#plan;
    const first = plan[0]!;
    const last = plan.pop()!;
    if (plan.length === 0) return first;
    let at = 0;
    for (let down; (down = this.#lesser(2 * at + 1)) !== null && isBefore(plan[down]!, last); at = down)
      plan[at] = plan[down]!;
    plan[at] = last;
    return first;
  }

  /** The earlier one of two neighbours in the heap. */
  #lesser(left: number): number | null {
    const plan = this.#plan;
    if (left >= plan.length) return null;
    return left + 1 < plan.length && isBefore(plan[left + 1]!, plan[left]!) ? left + 1 : left;
  }
}
