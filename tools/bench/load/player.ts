/** A player under load: joins, waits for its view, throws from the seed, refits, checks p. */
import { randomBytes } from 'node:crypto';
import { countOnes } from '../../../shared/model/unigram.ts';
import type { Turn, View } from '../../../shared/view/views.ts';
import type { Acknowledged } from '../../../test/support/session/compare-turns.ts';
import { messageFor, type TurnMessage } from '../../../test/support/session/turn-message.ts';
import { Line, type Address } from './connection.ts';
import type { Tally } from './tally.ts';

/** When turns are due, whatever the server does: one in each period, somewhere in its first part. */
export interface Timetable {
  /** when the first period begins, by `performance.now()` */
  begin: number;
  /** milliseconds of a period */
  every: number;
  /** milliseconds of its part in which turns are due */
  spread: number;
  /** no turn is due from here on */
  end: number;
}

/** The number of a step from the start. */
export function stepNumber({ round, step }: { round: number; step: Turn['step'] }): number {
  return 2 * round + (step === 'refit' ? 1 : 0);
}

export class Player {
  readonly line: Line;
  /** what went wrong, in words */
  readonly faults: string[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** when the view of each step came, by `Date.now()`, and whether that is measured */
  readonly seen = new Map<number, { at: number; counts: boolean }>();
  seat: number | null = null;
  timetable: Timetable | null = null;
  finished = false;
  readonly #tally: Tally;
  readonly #said = new Set<number>();
  /** turns that are due later, or not answered yet */
  #open = 0;
  #seated: () => void = () => {};

  constructor(address: Address, tally: Tally) {
    this.#tally = tally;
    const auth = { role: 'player', key: randomBytes(16).toString('hex') };
    this.line = new Line(address, auth, tally, {
      view: (view) => this.#look(view as View),
      goodbye: () => this.faults.push('was sent away'),
    });
  }

  /** Resolves once it has a seat, and a view that says so. */
  async join(): Promise<void> {
    const shown = new Promise<void>((resolve) => (this.#seated = resolve));
    await this.line.connected;
    const reply = await this.line.send('join', {});
    if (!reply.ok) throw new Error(`a device was not seated: ${reply.error.message}`);
    this.seat = reply.player;
    await shown;
  }

  get isPlaying(): boolean {
    return this.#open > 0;
  }

  #look({ you, turns, phase }: View): void {
    if (you) this.#seated();
    if (phase === 'finished') this.finished = true;
    for (const turn of turns) this.#plan(turn);
  }

  #plan(turn: Turn): void {
    const step = stepNumber(turn);
    if (this.#said.has(step)) return;
    this.#said.add(step);
    this.seen.set(step, { at: Date.now(), counts: this.#tally.counts });
    const { begin, every, spread, end } = this.timetable!;
    const due = begin + step * every + Math.random() * spread;
    if (due >= end) return;
    this.#open++;
    const wait = due - performance.now();
    if (wait > 0) setTimeout(() => this.#play(turn, due, false), Math.ceil(wait));
    else this.#play(turn, due, true);
  }

  #play(turn: Turn, due: number, late: boolean): void {
    const { name, payload } = messageFor(turn);
    this.line.ask(name, payload, (reply) => {
      this.#open--;
      this.#tally.acknowledged(performance.now() - due, late);
      const p = turn.step === 'refit' ? countOnes(turn.text) / turn.text.length : null;
      if (!reply.ok) this.faults.push(`${name} was answered ${reply.error.code}`);
      else if (p !== null && !('p' in reply && reply.p === p))
        this.faults.push(`a refit was answered ${JSON.stringify(reply)}`);
      else this.acknowledged.push({ player: this.seat!, ...({ name, payload } as TurnMessage) });
    });
  }
}
