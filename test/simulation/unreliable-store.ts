/** Unreliable store: a server's slow access to the shared store, with refusals and lost replies. */
import { StoreUnavailable, type Store } from '../../server/store/port.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { EventLoop } from './event-loop.ts';
import type { FaultPlan } from './fault-plan.ts';

export interface StoreSurroundings {
  loop: EventLoop;
  plan: FaultPlan;
  store: MemoryStore;
  hasFaults: () => boolean;
}

/** The server that asks, as far as the store can do something to it. */
export interface StoreClient {
  readonly name: string;
  readonly isAlive: boolean;
  crash(): void;
  /** Calls at once or, where its machine sleeps, when it wakes. */
  whenAwake(call: () => void): void;
}

export function unreliableStore(client: StoreClient, around: StoreSurroundings): Store {
  const { loop, plan, store, hasFaults } = around;
  const { random } = loop;
  const latency = () => random.between(0, plan.storeLatency);
  const error = (what: string) => (plan.storeComesBack ? new StoreUnavailable(what) : new Error(what));

  function drawFault() {
    if (!hasFaults() || !random.chance(plan.storeFaults)) return null;
    return random.pick(['ends before', 'ends after', 'is refused', 'hears no result'] as const);
  }

  /**
   * A call travels to the store and its result back. On its way the server can end, before it is done or after; the
   * call can be refused; and its result can be lost. Nothing comes back to a server that has ended.
   */
  function call<T>(what: string, run: () => Promise<T>): Promise<T> {
    const fault = drawFault();
    return new Promise((resolve, reject) => {
      const back = (how: () => void) =>
        loop.after(latency(), () => client.whenAwake(() => client.isAlive && how()));
      loop.after(latency(), () => {
        if (!client.isAlive && random.chance(0.5)) return;
        if (fault !== null) loop.tell(client.name, () => `${fault} at ${what}`);
        if (fault === 'ends before') return client.crash();
        if (fault === 'is refused') return void back(() => reject(error('the store refuses')));
        const done = run();
        void done.then((result) => loop.tell('store', () => `${what} of ${client.name}: ${brief(result)}`));
        if (fault === 'ends after') return client.crash();
        if (fault === 'hears no result') return void back(() => reject(error('the result is lost')));
        void done.then((result) => back(() => resolve(result)));
      });
    });
  }

  return {
    create: (row, created) => call('create', () => store.create(row, created)),
    append(id, after, events, seats) {
      const what = `append ${events.map(({ seq, type }) => `${seq} ${type}`).join(', ')}`;
      return call(what, () => store.append(id, after, events, seats));
    },
    read: (id, after, limit) => call('read', () => store.read(id, after, limit)),
    watch: (id, hear) =>
      store.watch(id, (seq) => {
        if (hasFaults() && random.chance(plan.lostHints)) return;
        loop.after(latency(), () => client.whenAwake(() => client.isAlive && hear(seq)));
      }),
    session: (id) => call('session', () => store.session(id)),
    byCode: (code, now) => call('byCode', () => store.byCode(code, now)),
    pick: (id, seqs) => call('pick', () => store.pick(id, seqs)),
    last: (id) => call('last', () => store.last(id)),
    hasCode: (code) => call('hasCode', () => store.hasCode(code)),
    seats: (id) => call('seats', () => store.seats(id)),
    keepAddress: (id, address) => call('keepAddress', () => store.keepAddress(id, address)),
    knows: (id, keyHash, address) => call('knows', () => store.knows(id, keyHash, address)),
    untouchedSince: (time) => call('untouchedSince', () => store.untouchedSince(time)),
    newestEventAt: () => call('newestEventAt', () => store.newestEventAt()),
    purgeMark: () => call('purgeMark', () => store.purgeMark()),
    setPurgeMark: (mark) => call('setPurgeMark', () => store.setPurgeMark(mark)),
    delete: (id) => call('delete', () => store.delete(id)),
    scrub: () => call('scrub', () => store.scrub()),
    ready: async () => {},
    close: async () => {},
  };
}

/** What came of a call, for the trace. */
function brief(result: unknown): string {
  if (typeof result === 'string') return result;
  return Array.isArray(result) ? `${result.length} of them` : typeof result;
}
