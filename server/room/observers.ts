/** Observers of a room, its boards and hosts: each is sent the log from its own seq on, in batches. */
import type { EventBatch } from '../../shared/wire/calls.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { openStep } from '../../shared/session/state.ts';
import { throttle, type Clock, type Throttle } from '../lib/clock.ts';
import type { LiveSession } from './live-session.ts';
import { StoreUnavailable, type Store } from '../store/port.ts';

/** An event has at most 1.6 kB (a thousand tokens, or 250 turns): a batch stays below the wire's 256 kB. */
const maxBatch = 150;
const batchEvery = 100;
/** Throttle for batches of single turns: a frame for each turn would double what a turn costs. */
const turnsEvery = 500;
/** Least number of recent events kept in memory; older ones are read from the store. */
const kept = 300;

/** One connected board or host. */
export interface Observer {
  /** seq of the last event that it was sent */
  seq: number;
  /** whether it holds another log than the room's, and is told with its first batch to begin anew */
  isReset: boolean;
  /** Resolves when the client has read the batch or disconnected. */
  send(batch: EventBatch): Promise<void>;
  /** Closes the connection; the page reconnects automatically. */
  disconnect(): void;
}

export class Observers {
  readonly #session: LiveSession;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #observers = new Set<Observer>();
  /** observers to which a batch is on its way */
  readonly #sending = new Set<Observer>();
  readonly #batches: Throttle;
  readonly #turns: Throttle;
  readonly #recent: SessionEvent[] = [];
  #isClosed = false;

  /** @param fail is called where the store can no longer be trusted */
  constructor(session: LiveSession, store: Store, clock: Clock, fail: (error: unknown) => void) {
    this.#session = session;
    this.#store = store;
    this.#clock = clock;
    this.#batches = throttle(clock, batchEvery, () => {
      for (const observer of this.#observers)
        this.#sendPending(observer).catch((error: unknown) => {
          if (error instanceof StoreUnavailable) observer.disconnect();
          else fail(error);
        });
    });
    this.#turns = throttle(clock, turnsEvery, () => this.#batches.request());
  }

  get isEmpty(): boolean {
    return this.#observers.size === 0;
  }

  /**
   * Whether the log begins with all events up to this one, which a client says that it holds.
   *
   * @param at the event's time; undefined where the client does not say
   * @throws `StoreUnavailable`
   */
  async continues(seq: number, at: number | undefined): Promise<boolean> {
    // another server may have written it
    if (seq > this.#session.state.seq) await this.#catchUp();
    if (seq > this.#session.state.seq) return false;
    if (seq === 0 || at === undefined) return true;
    const [event] = await this.after(seq - 1);
    return event?.at === at;
  }

  /** Sends the events after its seq, even if there are none, and from then on all new ones. */
  async attach(observer: Observer): Promise<void> {
    if (this.#isClosed) return observer.disconnect();
    this.#observers.add(observer);
    observer.seq = Math.min(observer.seq, this.#session.state.seq);
    if (observer.seq === this.#session.state.seq) await observer.send(this.#batch(observer, []));
    else await this.#sendPending(observer);
  }

  detach(observer: Observer): void {
    this.#observers.delete(observer);
  }

  publish(events: readonly SessionEvent[]): void {
    for (const event of events) this.#recent.push(event);
    if (this.#recent.length > 2 * kept) this.#recent.splice(0, this.#recent.length - kept);
    if (this.#observers.size === 0) return;
    const isThrottled = openStep(this.#session.state) !== null && events.every(mayWait);
    (isThrottled ? this.#turns : this.#batches).request();
  }

  /** The events after a seq, as many as fit in a message. */
  async after(seq: number): Promise<SessionEvent[]> {
    const first = this.#recent[0]?.seq ?? Infinity;
    if (seq >= this.#session.state.seq) return [];
    if (seq < first - 1) return this.#store.read(this.#session.row.id, seq, maxBatch);
    return this.#recent.slice(seq + 1 - first, seq + 1 - first + maxBatch);
  }

  /** Disconnects all observers, and each that comes later. */
  disconnect(): void {
    this.#isClosed = true;
    for (const observer of this.#observers) observer.disconnect();
  }

  /** Ends all timers. */
  dispose(): void {
    this.#batches.stop();
    this.#turns.stop();
  }

  async #sendPending(observer: Observer): Promise<void> {
    if (this.#sending.has(observer)) return;
    this.#sending.add(observer);
    try {
      for (
        let events;
        (events = await this.after(observer.seq)).length > 0 && this.#observers.has(observer);
      ) {
        const batch = this.#batch(observer, events);
        observer.seq = events.at(-1)!.seq;
        observer.isReset = false;
        await observer.send(batch);
      }
    } finally {
      this.#sending.delete(observer);
    }
  }

  /** Reads what other servers have written. */
  #catchUp(): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#session.submit({ type: 'tick' }, ({ ok }) =>
        ok ? resolve() : reject(new StoreUnavailable('log could not be read')),
      ),
    );
  }

  #batch({ seq, isReset }: Observer, events: SessionEvent[]): EventBatch {
    return { from: seq + 1, now: this.#clock.now(), events, ...(isReset && { reset: true }) };
  }
}

/** Whether an event in an open step can wait: single turns, and a shortened deadline. */
function mayWait({ type }: SessionEvent): boolean {
  return type === 'generated' || type === 'refitted' || type === 'deadline';
}
