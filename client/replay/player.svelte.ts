/** A session played again: one story for each step of it, and the one that is shown now. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { tell, type Story } from '../board/story.ts';

/** Milliseconds of a round at speed 1. */
const roundAt1 = 1_000;
export const speeds = [1, 2, 4, 8, 16, 32, 64];

/** The stories at the start, after each step, and at the end. States share what does not change. */
export function framesOf(events: readonly SessionEvent[]): Story[] {
  const frames: Story[] = [];
  let story: Story | null = null;
  let from = 0;
  events.forEach((event, index) => {
    const next = events[index + 1];
    const isBoundary = event.type === 'started' || !next || next.type === 'step_opened';
    if (!isBoundary || next?.type === 'started') return;
    story = tell(story, events.slice(from, index + 1));
    from = index + 1;
    if (story && story.state.phase !== 'lobby') frames.push(story);
  });
  return frames;
}

export class ReplayPlayer {
  readonly frames: readonly Story[];
  #position = $state(0);
  #isPlaying = $state(false);
  #speed = $state(4);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param at the step to begin at; the end where it is null */
  constructor(events: readonly SessionEvent[], at: number | null = null) {
    this.frames = framesOf(events);
    this.seek(at ?? this.last);
  }

  get last(): number {
    return this.frames.length - 1;
  }

  get position(): number {
    return this.#position;
  }

  get story(): Story | undefined {
    return this.frames[this.#position];
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
    if (this.#isPlaying) this.play();
  }

  /** Shows a frame; what lies outside is the nearest one. */
  seek(position: number): void {
    this.#position = Math.min(Math.max(position, 0), this.last);
  }

  /** Steps, and stands still there: the address of the page is then a link to this moment. */
  step(by: number): void {
    this.seek(this.#position + by);
    this.pause();
  }

  play(): void {
    if (this.#position >= this.last) this.#position = 0;
    this.#isPlaying = true;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#advance(), roundAt1 / 2 / this.#speed);
  }

  pause(): void {
    this.#isPlaying = false;
    clearInterval(this.#timer);
    history.replaceState(
      null,
      '',
      this.#position === this.last ? location.pathname : `?step=${this.#position}`,
    );
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  #advance(): void {
    this.seek(this.#position + 1);
    if (this.#position >= this.last) this.pause();
  }
}
