/** Event log of one session with the state it folds to. Other servers may append to the same log. */
import { foldEvents } from '../../shared/session/evolve.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { State } from '../../shared/session/state.ts';
import type { TimeSlices } from '../lib/time-slices.ts';
import type { AppendResult, Seat, SessionRow, Store } from '../store/port.ts';

/** Events and seats that other servers have written. */
export interface News {
  events: SessionEvent[];
  seats: Seat[];
}

interface LogDeps {
  store: Store;
  slices: TimeSlices;
}

/** Events that are read at once. */
const pageSize = 300;

export class SessionLog {
  readonly row: SessionRow;
  readonly #store: Store;
  /** players by the hash of their key */
  readonly #seats = new Map<string, number>();
  #state: State;
  #last: SessionEvent;
  #isConfirmed = false;

  private constructor(row: SessionRow, store: Store, { state, last }: { state: State; last: SessionEvent }) {
    this.row = row;
    this.#store = store;
    this.#state = state;
    this.#last = last;
  }

  /**
   * Reads a log by pages, each in a time slice, since a long one takes a second.
   *
   * @returns null where the session has been deleted
   */
  static async load(row: SessionRow, { store, slices }: LogDeps): Promise<SessionLog | null> {
    let state: State | null = null;
    let last: SessionEvent | undefined;
    for (let isWhole = false; !isWhole;) {
      const end = await slices.take(row.id);
      try {
        const page: SessionEvent[] = await store.read(row.id, last?.seq ?? 0, pageSize);
        state = foldEvents(page, state);
        last = page.at(-1) ?? last;
        isWhole = page.length < pageSize;
      } finally {
        end();
      }
    }
    if (state === null || last === undefined) return null;
    const log = new SessionLog(row, store, { state, last });
    log.#seat(await store.seats(row.id));
    return log;
  }

  get state(): State {
    return this.#state;
  }

  /** When the last event happened, in milliseconds since 1970. */
  get lastAt(): number {
    return this.#last.at;
  }

  /** Whether an append of this server has made the whole log durable. What was only read may still be lost. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** The player whose device has a key, or null. */
  seatOf(keyHash: string): number | null {
    return this.#seats.get(keyHash) ?? null;
  }

  *seats(): Iterable<Seat> {
    for (const [keyHash, player] of this.#seats) yield { keyHash, player };
  }

  /**
   * Appends events that were decided on the current state; without any it confirms the log.
   *
   * @param state the state after the events
   * @returns 'conflict' where another server has appended first
   */
  async write(events: readonly SessionEvent[], seats: readonly Seat[], state: State): Promise<AppendResult> {
    const result = await this.#store.append(this.row.id, this.#last, events, seats);
    if (result !== 'appended') return result;
    this.#isConfirmed = true;
    this.#state = state;
    this.#last = events.at(-1) ?? this.#last;
    this.#seat(seats);
    return result;
  }

  /**
   * Applies what other servers have written; null where that is nothing.
   *
   * @returns 'replaced' where the log does not continue this one: the session was deleted, or the database lost its
   *   newest events, as when a standby that lags is promoted
   */
  async catchUp(): Promise<News | 'replaced' | null> {
    const [last, ...events] = await this.#store.read(this.row.id, this.#last.seq - 1);
    if (JSON.stringify(last) !== JSON.stringify(this.#last)) return 'replaced';
    if (events.length === 0) return null;
    const joined = events.some(({ type }) => type === 'joined');
    const seats = joined ? await this.#store.seats(this.row.id) : [];
    this.#isConfirmed = false;
    this.#state = foldEvents(events, this.#state)!;
    this.#last = events.at(-1)!;
    return { events, seats: this.#seat(seats) };
  }

  /** Adds new seats of players who have joined: a seat may be read before its event. @returns those added */
  #seat(seats: readonly Seat[]): Seat[] {
    const isNew = ({ keyHash, player }: Seat) =>
      player <= this.#state.players.length && !this.#seats.has(keyHash);
    const fresh = seats.filter(isNew);
    for (const { keyHash, player } of fresh) this.#seats.set(keyHash, player);
    return fresh;
  }
}
