/** What a server has of the store that it shares: slow, sometimes refusing, sometimes deaf to the answer. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { StoreUnavailable, type Seat, type SessionRow, type Store } from '../../server/store/port.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { Weather } from './fault-plan.ts';
import type { World } from './event-loop.ts';

/** The server that asks, as far as the store can do something to it. */
export interface Asker {
  readonly name: string;
  readonly isAlive: boolean;
  crash(): void;
}

export class Disk implements Store {
  readonly #world: World;
  readonly #shared: MemoryStore;
  readonly #asker: Asker;
  readonly #weather: Weather;
  /** whether there is trouble still */
  readonly #isRough: () => boolean;

  constructor(world: World, shared: MemoryStore, asker: Asker, weather: Weather, isRough: () => boolean) {
    this.#world = world;
    this.#shared = shared;
    this.#asker = asker;
    this.#weather = weather;
    this.#isRough = isRough;
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
      if (this.#isRough() && this.#world.die.chance(this.#weather.lostHints)) return;
      this.#world.after(this.#latency(), () => this.#asker.isAlive && hear(seq));
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
    const { die } = this.#world;
    const fault = this.#fault();
    return new Promise((resolve, reject) => {
      const back = (how: () => void) =>
        this.#world.after(this.#latency(), () => this.#asker.isAlive && how());
      this.#world.after(this.#latency(), () => {
        if (!this.#asker.isAlive && die.chance(0.5)) return;
        if (fault !== null) this.#world.tell(this.#asker.name, () => `${fault} at ${what}`);
        if (fault === 'ends before') return this.#asker.crash();
        if (fault === 'is refused') return void back(() => reject(this.#error('the store refuses')));
        const done = run();
        void done.then((result) =>
          this.#world.tell('store', () => `${what} of ${this.#asker.name}: ${brief(result)}`),
        );
        if (fault === 'ends after') return this.#asker.crash();
        if (fault === 'hears no result') return void back(() => reject(this.#error('the result is lost')));
        void done.then((result) => back(() => resolve(result)));
      });
    });
  }

  #fault() {
    const { die } = this.#world;
    if (!this.#isRough() || !die.chance(this.#weather.storeFaults)) return null;
    return die.pick(['ends before', 'ends after', 'is refused', 'hears no result'] as const);
  }

  #error(what: string): Error {
    return this.#weather.storeComesBack ? new StoreUnavailable(what) : new Error(what);
  }

  #latency(): number {
    return this.#world.die.between(0, this.#weather.storeLatency);
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
