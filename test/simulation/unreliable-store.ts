/** What a server has of the store that it shares: slow, sometimes refusing, sometimes deaf to the answer. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { StoreUnavailable, type Seat, type SessionRow, type Store } from '../../server/store/port.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { EventLoop } from './event-loop.ts';

/** The server that asks, as far as the store can do something to it. */
export interface StoreClient {
  readonly name: string;
  readonly isAlive: boolean;
  crash(): void;
}

export class UnreliableStore implements Store {
  readonly #loop: EventLoop;
  readonly #shared: MemoryStore;
  readonly #client: StoreClient;
  readonly #plan: FaultPlan;
  /** whether there is fault still */
  readonly #hasFaults: () => boolean;

  constructor(
    loop: EventLoop,
    shared: MemoryStore,
    client: StoreClient,
    plan: FaultPlan,
    hasFaults: () => boolean,
  ) {
    this.#loop = loop;
    this.#shared = shared;
    this.#client = client;
    this.#plan = plan;
    this.#hasFaults = hasFaults;
  }

  create(row: SessionRow, created: SessionEvent) {
    return this.#call('create', () => this.#shared.create(row, created));
  }

  append(id: string, after: number, events: readonly SessionEvent[], seats: readonly Seat[]) {
    const what = () => `append ${events.map(({ seq, type }) => `${seq} ${type}`).join(', ')}`;
    return this.#call(what(), () => this.#shared.append(id, after, events, seats));
  }

  read(id: string, after: number, limit?: number) {
    return this.#call('read', () => this.#shared.read(id, after, limit));
  }

  watch(id: string, hear: (seq: number) => void): () => void {
    return this.#shared.watch(id, (seq) => {
      if (this.#hasFaults() && this.#loop.random.chance(this.#plan.lostHints)) return;
      this.#loop.after(this.#latency(), () => this.#client.isAlive && hear(seq));
    });
  }

  session(id: string) {
    return this.#call('session', () => this.#shared.session(id));
  }

  byCode(code: string, now: number) {
    return this.#call('byCode', () => this.#shared.byCode(code, now));
  }

  seats(id: string) {
    return this.#call('seats', () => this.#shared.seats(id));
  }

  untouchedSince(time: number) {
    return this.#call('untouchedSince', () => this.#shared.untouchedSince(time));
  }

  delete(id: string) {
    return this.#call('delete', () => this.#shared.delete(id));
  }

  scrub() {
    return this.#call('scrub', () => this.#shared.scrub());
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}

  /**
   * A call travels to the store and its result back. On its way the server can end, before it is done or after; the
   * call can be refused; and its result can be lost. Nothing comes back to a server that has ended.
   */
  #call<T>(what: string, run: () => Promise<T>): Promise<T> {
    const { random } = this.#loop;
    const fault = this.#fault();
    return new Promise((resolve, reject) => {
      const back = (how: () => void) =>
        this.#loop.after(this.#latency(), () => this.#client.isAlive && how());
      this.#loop.after(this.#latency(), () => {
        if (!this.#client.isAlive && random.chance(0.5)) return;
        if (fault !== null) this.#loop.tell(this.#client.name, () => `${fault} at ${what}`);
        if (fault === 'ends before') return this.#client.crash();
        if (fault === 'is refused') return void back(() => reject(this.#error('the store refuses')));
        const done = run();
        void done.then((result) =>
          this.#loop.tell('store', () => `${what} of ${this.#client.name}: ${brief(result)}`),
        );
        if (fault === 'ends after') return this.#client.crash();
        if (fault === 'hears no result') return void back(() => reject(this.#error('the result is lost')));
        void done.then((result) => back(() => resolve(result)));
      });
    });
  }

  #fault() {
    const { random } = this.#loop;
    if (!this.#hasFaults() || !random.chance(this.#plan.storeFaults)) return null;
    return random.pick(['ends before', 'ends after', 'is refused', 'hears no result'] as const);
  }

  #error(what: string): Error {
    return this.#plan.storeComesBack ? new StoreUnavailable(what) : new Error(what);
  }

  #latency(): number {
    return this.#loop.random.between(0, this.#plan.storeLatency);
  }
}

/** What came of a call, for the trace. */
function brief(result: unknown): string {
  return typeof result === 'string'
    ? result
    : Array.isArray(result)
      ? `${result.length} of them`
      : typeof result;
}
