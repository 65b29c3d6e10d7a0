/** In-memory store, which can be made to fail. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { Hints } from '../../server/store/hints.ts';
import {
  codeLife,
  type AppendResult,
  type LastEvent,
  type LogEnd,
  type PurgeMark,
  type Seat,
  type SessionRow,
  type Store,
} from '../../server/store/port.ts';

interface Kept {
  row: SessionRow;
  events: SessionEvent[];
  seats: Seat[];
  /** the last seq of each append */
  commits: number[];
  addresses: Set<string>;
}

export class MemoryStore implements Store {
  readonly #sessions = new Map<string, Kept>();
  readonly #hints = new Hints();
  /** how many appends have been asked for */
  appends = 0;
  scrubs = 0;
  #purgeMark: PurgeMark | null = null;
  #held: Promise<void> = Promise.resolve();
  /** what happens in place of the next appends */
  broken: Error | null = null;
  /** which events it cannot hold */
  refuses: (event: SessionEvent) => boolean = () => false;

  /** Lets appends wait until what is returned is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  /** All that is kept of a session, as it is now. */
  kept(id: string): Readonly<Kept> | undefined {
    return this.#sessions.get(id);
  }

  /** Loses the last appends to a session, with their seats, as a standby that lags has never had them. */
  forget(id: string, appends: number): void {
    const kept = this.#sessions.get(id)!;
    kept.commits.splice(Math.max(1, kept.commits.length - appends));
    kept.events = kept.events.slice(0, kept.commits.at(-1));
    const players = kept.events.filter(({ type }) => type === 'joined').length;
    kept.seats = kept.seats.filter(({ player }) => player <= players);
  }

  async create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken' | 'refused'> {
    if (this.broken) throw this.broken;
    if (await this.byCode(row.code, created.at)) return 'code_taken';
    if (this.refuses(created)) return 'refused';
    this.#sessions.set(row.id, { row, events: [created], seats: [], commits: [1], addresses: new Set() });
    return 'created';
  }

  async append(
    id: string,
    after: LogEnd,
    events: readonly SessionEvent[],
    seats: readonly Seat[],
  ): Promise<AppendResult> {
    this.appends++;
    await this.#held;
    if (this.broken) throw this.broken;
    const kept = this.#sessions.get(id);
    const last = kept?.events.at(-1);
    if (!kept || last?.seq !== after.seq || last.at !== after.at) return 'conflict';
    if (events.some((event) => this.refuses(event))) return 'refused';
    kept.events.push(...events);
    kept.seats.push(...seats);
    if (events.length > 0) kept.commits.push(kept.events.length);
    this.#hints.notify(id, after.seq + events.length);
    return 'appended';
  }

  async read(id: string, after: number, limit = Infinity): Promise<SessionEvent[]> {
    return this.#sessions.get(id)?.events.slice(after, after + limit) ?? [];
  }

  async pick(id: string, seqs: readonly number[]): Promise<SessionEvent[]> {
    const events = this.#sessions.get(id)?.events ?? [];
    return seqs.flatMap((seq) => events[seq - 1] ?? []);
  }

  async last(id: string): Promise<SessionEvent | null> {
    return this.#sessions.get(id)?.events.at(-1) ?? null;
  }

  watch(id: string, hear: (seq: number) => void): () => void {
    return this.#hints.watch(id, hear);
  }

  async session(id: string): Promise<SessionRow | null> {
    return this.#sessions.get(id)?.row ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    for (const { row, events } of this.#sessions.values()) {
      const last = events.at(-1)!;
      const life = last.type === 'finished' ? codeLife.finished : codeLife.unfinished;
      if (row.code === code && now < last.at + life) return row;
    }
    return null;
  }

  async hasCode(code: string): Promise<boolean> {
    return [...this.#sessions.values()].some(({ row }) => row.code === code);
  }

  async seats(id: string): Promise<Seat[]> {
    return [...(this.#sessions.get(id)?.seats ?? [])];
  }

  async keepAddress(id: string, address: string): Promise<void> {
    this.#sessions.get(id)?.addresses.add(address);
  }

  async knows(id: string, keyHash: string, address: string): Promise<boolean> {
    const kept = this.#sessions.get(id);
    return kept?.seats.some((seat) => seat.keyHash === keyHash) || (kept?.addresses.has(address) ?? false);
  }

  async untouchedSince(time: number): Promise<LastEvent[]> {
    const all = [...this.#sessions].map(([id, { events }]) => ({ id, at: events.at(-1)!.at }));
    return all.filter(({ at }) => at < time).sort((a, b) => a.at - b.at);
  }

  async newestEventAt(): Promise<number | null> {
    const times = [...this.#sessions.values()].map(({ events }) => events.at(-1)!.at);
    return times.length === 0 ? null : Math.max(...times);
  }

  async purgeMark(): Promise<PurgeMark | null> {
    return this.#purgeMark;
  }

  async setPurgeMark(mark: PurgeMark): Promise<void> {
    this.#purgeMark = mark;
  }

  async delete(id: string): Promise<boolean> {
    return this.#sessions.delete(id);
  }

  async scrub(): Promise<void> {
    this.scrubs++;
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}
