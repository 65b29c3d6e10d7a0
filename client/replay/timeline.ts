/** A session as a row of stories, one for each step of it, told when they are asked for. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { tell, type Story } from '../game/board-state.ts';

/** A story is kept each time so many events are behind the last one: what lies between is told from there. */
const keptEvery = 2_000;

interface Frame {
  position: number;
  story: Story;
}

/** The stories at the start, after each step, and at the end. All of them at once would be hundreds of megabytes. */
export class Film {
  readonly #events: readonly SessionEvent[];
  /** how many events are behind each frame */
  readonly #ends: number[] = [];
  readonly #kept: Frame[] = [];
  #last: Frame | null = null;

  constructor(events: readonly SessionEvent[]) {
    this.#events = events;
    let story: Story | null = null;
    let from = 0;
    let keptAt = -Infinity;
    events.forEach((event, index) => {
      const next = events[index + 1];
      const isBoundary = event.type === 'started' || !next || next.type === 'step_opened';
      if (!isBoundary || next?.type === 'started') return;
      story = tell(story, events.slice(from, index + 1));
      from = index + 1;
      if (story === null || story.state.phase === 'lobby') return;
      if (from >= keptAt + keptEvery) {
        this.#kept.push({ position: this.#ends.length, story });
        keptAt = from;
      }
      this.#ends.push(from);
    });
  }

  get length(): number {
    return this.#ends.length;
  }

  /** The story of a frame, from 0; undefined where there is none. */
  at(position: number): Story | undefined {
    const end = this.#ends[position];
    if (end === undefined) return undefined;
    if (this.#last?.position !== position) {
      const base = this.#before(position);
      const story = tell(base.story, this.#events.slice(this.#ends[base.position], end))!;
      this.#last = { position, story };
    }
    return this.#last.story;
  }

  /** The nearest story that is known already. */
  #before(position: number): Frame {
    const kept = this.#kept.findLast((frame) => frame.position <= position)!;
    const last = this.#last;
    return last && last.position <= position && last.position > kept.position ? last : kept;
  }
}
