/** Timeline of a session: a board state for each step, computed on demand from snapshots. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { applyEvents, type BoardState } from '../game/board-state.ts';

/** Events between two snapshots; boards between them are folded from the one before. */
const snapshotEvery = 2_000;

interface Frame {
  position: number;
  board: BoardState;
}

/** Boards at the start, after each step and at the end. All of them at once would take hundreds of megabytes. */
export class Timeline {
  readonly #events: readonly SessionEvent[];
  /** how many events are behind each frame */
  readonly #ends: number[] = [];
  readonly #snapshots: Frame[] = [];
  #last: Frame | null = null;

  constructor(events: readonly SessionEvent[]) {
    this.#events = events;
    let board: BoardState | null = null;
    let from = 0;
    let snapshotAt = -Infinity;
    events.forEach((event, index) => {
      const next = events[index + 1];
      // where players reveal their bytes, the start is shown after the last of them
      const isStart = event.type === 'started' && !event.seals;
      const isBoundary = isStart || !next || next.type === 'step_opened';
      if (!isBoundary || next?.type === 'started') return;
      board = applyEvents(board, events.slice(from, index + 1));
      from = index + 1;
      if (board === null || board.state.phase === 'lobby') return;
      if (from >= snapshotAt + snapshotEvery) {
        this.#snapshots.push({ position: this.#ends.length, board });
        snapshotAt = from;
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

  /** The nearest earlier board that is in memory. */
  #before(position: number): Frame {
    const snapshot = [...this.#snapshots].reverse().find((frame) => frame.position <= position)!;
    const last = this.#last;
    return last && last.position <= position && last.position > snapshot.position ? last : snapshot;
  }
}
