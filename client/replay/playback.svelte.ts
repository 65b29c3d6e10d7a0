/** Playback of a session: position and speed. */
import { anonymise } from '../../shared/replay/anonymise.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Finished } from '../../shared/session/state.ts';
import { AddressBar } from '../ui/url-state.ts';
import type { BoardState } from '../game/board-state.ts';
import { Timeline } from './timeline.ts';
import { parametersOf, type Moment } from './moment.ts';

/** Milliseconds of a round, which is two steps, at speed 1. */
const roundAt1 = 1_000;
export const speeds = [1, 2, 4, 8, 16, 32, 64];

export class ReplayPlayer {
  readonly #timeline: Timeline;
  /** the session as it ended; null where its record does not end */
  readonly end: Finished | null;
  readonly #address = new AddressBar();
  #position = $state(0);
  #isPlaying = $state(false);
  #speed = $state(4);
  #namesHidden = $state(false);
  /** when the step that is shown began, on the clock of the page's frames */
  #since = 0;
  #frame = 0;

  /** @param moment what to begin with */
  constructor(events: readonly SessionEvent[], { step, namesHidden }: Moment) {
    this.#timeline = new Timeline(events);
    const last = this.#timeline.at(this.last)?.state;
    this.end = last?.phase === 'finished' ? last : null;
    this.#namesHidden = namesHidden;
    this.seek(step ?? this.last);
  }

  get last(): number {
    return this.#timeline.length - 1;
  }

  get position(): number {
    return this.#position;
  }

  get board(): BoardState | undefined {
    const board = this.#timeline.at(this.#position);
    return board && this.#namesHidden ? withoutNames(board) : board;
  }

  /** The moment that is shown, for a link to it. */
  get moment(): Moment {
    const step = this.#position === this.last ? null : this.#position;
    return { step, namesHidden: this.#namesHidden };
  }

  get namesHidden(): boolean {
    return this.#namesHidden;
  }

  set namesHidden(hidden: boolean) {
    this.#namesHidden = hidden;
    this.#address.write(parametersOf(this.moment));
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
    this.#since = performance.now();
  }

  /** Shows a frame; what lies outside is the nearest one. */
  seek(position: number): void {
    this.#position = Math.max(0, Math.min(position, this.last));
  }

  /** Steps, and stands still there: the address of the page is then a link to this moment. */
  step(by: number): void {
    this.seek(this.#position + by);
    this.pause();
  }

  play(): void {
    if (this.#position >= this.last) this.seek(0);
    this.#isPlaying = true;
    this.#since = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#advance(now));
  }

  pause(): void {
    this.#isPlaying = false;
    cancelAnimationFrame(this.#frame);
    this.#address.write(parametersOf(this.moment));
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  /** Shows the step that it is time for. A slow machine leaves steps out, and keeps the speed. */
  #advance(now: number): void {
    const length = roundAt1 / 2 / this.#speed;
    const steps = Math.max(0, Math.floor((now - this.#since) / length));
    this.#since += steps * length;
    this.seek(this.#position + steps);
    if (this.#position >= this.last) return this.pause();
    this.#frame = requestAnimationFrame((time) => this.#advance(time));
  }
}

function withoutNames(board: BoardState): BoardState {
  return { ...board, state: { ...board.state, players: board.state.players.map(anonymise) } };
}
