/** The boards and hosts of a room: each follows the log from where it is, in batches. */
import type { EventBatch } from '../../shared/wire/validate.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { openStep } from '../../shared/session/state.ts';
import { throttle, type Clock } from '../lib/clock.ts';
import type { Room } from './room.ts';
import { StoreUnavailable, type Store } from '../store/port.ts';

/** An event has at most 1.6 kB (a thousand tokens, or 250 turns), so so many stay below the wire's 256 kB. */
const eventsInMessage = 150;
const batchEvery = 100;
/** Milliseconds between two batches that tell of single turns alone: a frame for each would double what turns cost. */
const turnsEvery = 500;
/** How many events are kept in memory at least; who is further behind reads them from the store. */
const kept = 300;

/** One connected board or host. */
export interface Observer {
  /** seq of the last event that it has */
  seq: number;
  /** Resolves when it has taken that, or is not connected any more. */
  tell(batch: EventBatch): Promise<void>;
  /** Closes the connection; the page comes back by itself, and is told how things are. */
  disconnect(): void;
}

export class Observers {
  readonly #room: Room;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #watchers = new Set<Observer>();
  /** watchers that are being read to from the store */
  readonly #reading = new Set<Observer>();
  readonly #batches: ReturnType<typeof throttle>;
  readonly #turns: ReturnType<typeof throttle>;
  readonly #recent: SessionEvent[] = [];

  /** @param fail hears that the store can no longer be trusted */
  constructor(room: Room, store: Store, clock: Clock, fail: (error: unknown) => void) {
    this.#room = room;
    this.#store = store;
    this.#clock = clock;
    this.#batches = throttle(clock, batchEvery, () => {
      for (const watcher of this.#watchers)
        this.#feed(watcher).catch((error: unknown) => {
          if (error instanceof StoreUnavailable) watcher.disconnect();
          else fail(error);
        });
    });
    this.#turns = throttle(clock, turnsEvery, () => this.#batches.ask());
  }

  get isEmpty(): boolean {
    return this.#watchers.size === 0;
  }

  /** Tells it what it lacks, even if that is nothing, and from then on what happens. */
  async attach(watcher: Observer): Promise<void> {
    this.#watchers.add(watcher);
    watcher.seq = Math.min(watcher.seq, this.#room.state.seq);
    if (watcher.seq === this.#room.state.seq) await watcher.tell(this.#batch(watcher.seq, []));
    else await this.#feed(watcher);
  }

  detach(watcher: Observer): void {
    this.#watchers.delete(watcher);
  }

  publish(events: readonly SessionEvent[]): void {
    for (const event of events) this.#recent.push(event);
    if (this.#recent.length > 2 * kept) this.#recent.splice(0, this.#recent.length - kept);
    if (this.#watchers.size === 0) return;
    const canWait = openStep(this.#room.state) !== null && events.every(isOfOpenStep);
    (canWait ? this.#turns : this.#batches).ask();
  }

  /** The events after a seq, as many as fit into a message. */
  async after(seq: number): Promise<SessionEvent[]> {
    const first = this.#recent[0]?.seq ?? Infinity;
    if (seq >= this.#room.state.seq) return [];
    if (seq < first - 1) return this.#store.read(this.#room.row.id, seq, eventsInMessage);
    return this.#recent.slice(seq + 1 - first, seq + 1 - first + eventsInMessage);
  }

  /** Disconnects them all. */
  disconnect(): void {
    for (const watcher of this.#watchers) watcher.disconnect();
  }

  stop(): void {
    this.#batches.stop();
    this.#turns.stop();
  }

  async #feed(watcher: Observer): Promise<void> {
    if (this.#reading.has(watcher)) return;
    this.#reading.add(watcher);
    try {
      for (let events; (events = await this.after(watcher.seq)).length > 0 && this.#watchers.has(watcher);) {
        const { seq } = watcher;
        watcher.seq = events.at(-1)!.seq;
        await watcher.tell(this.#batch(seq, events));
      }
    } finally {
      this.#reading.delete(watcher);
    }
  }

  #batch(after: number, events: SessionEvent[]): EventBatch {
    return { from: after + 1, now: this.#clock.now(), events };
  }
}

/** A turn, or that the others are called: nothing that the wall has to show at once while a step is open. */
function isOfOpenStep({ type }: SessionEvent): boolean {
  return type === 'generated' || type === 'refitted' || type === 'deadline';
}
