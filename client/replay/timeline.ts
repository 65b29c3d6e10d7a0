/** A session as a row of stories, one for each step of it, told when they are asked for. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { applyEvents, type BoardState } from '../game/board-state.ts';

/** A board is kept each time so many events are behind the last one: what lies between is told from there. */
const keptEvery = 2_000;

interface Frame {
  position: number;
  board: BoardState;
}

/** The stories at the start, after each step, and at the end. All of them at once would be hundreds of megabytes. */
export class Timeline {
  readonly #events: readonly SessionEvent[];
  /** how many events are behind each frame */
  readonly #ends: number[] = [];
  readonly #kept: Frame[] = [];
  #last: Frame | null = null;

  constructor(events: readonly SessionEvent[]) {
    this.#events = events;
    let board: BoardState | null = null;
    let from = 0;
    let keptAt = -Infinity;
    events.forEach((event, index) => {
      const next = events[index + 1];
      const isBoundary = event.type === 'started' || !next || next.type === 'step_opened';
      if (!isBoundary || next?.type === 'started') return;
      board = applyEvents(board, events.slice(from, index + 1));
      from = index + 1;
      if (board === null || board.state.phase === 'lobby') return;
      if (from >= keptAt + keptEvery) {
        this.#kept.push({ position: this.#ends.length, board });
        keptAt = from;
      }
      this.#ends.push(from);
    });
  }

  get length(): number {
    return this.#ends.length;
  }

  /** The board of a frame, from 0; undefined where there is none. */
  at(position: number): BoardState | undefined {
    const end = this.#ends[position];
    if (end === undefined) return undefined;
    if (this.#last?.position !== position) {
      const base = this.#before(position);
      const board = applyEvents(base.board, this.#events.slice(this.#ends[base.position], end))!;
      this.#last = { position, board };
    }
    return this.#last.board;
  }

  /** The nearest board that is known already. */
  #before(position: number): Frame {
    const kept = this.#kept.findLast((frame) => frame.position <= position)!;
    const last = this.#last;
    return last && last.position <= position && last.position > kept.position ? last : kept;
  }
}
