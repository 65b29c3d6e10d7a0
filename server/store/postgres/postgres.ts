/** The store for more than one server: PostgreSQL, durable before it answers, all rooms' appends in one statement. */
import type { Logger } from 'pino';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { Notifications } from './notifications.ts';
import { eventOf, rowOf, textOf, type Append, type EventRow } from '../append.ts';
import { AppendQueue } from '../group-commit.ts';
import { Hints } from '../hints.ts';
import { codeLife, type Commit, type Seat, type SessionRow, type Store } from '../port.ts';
import { PostgresPool } from './pool.ts';
import { prepareDatabase } from './schema.ts';
import { sql } from './sql.ts';

/** Milliseconds. */
const scrubbedWithin = 3_600_000;

/**
 * Connects to a database, and makes what is missing in it.
 *
 * @param url as `postgres://user:password@host/database`
 * @param committed is told of every transaction of appends
 * @throws where PostgreSQL cannot be reached, would not wait for the disk, or where a later release has written the
 *   database
 */
export async function openPostgres(
  url: string,
  logger: Logger,
  committed: (commit: Commit) => void = () => {},
): Promise<Store> {
  await prepareDatabase(url);
  const hints = new Hints();
  const notifications = new Notifications(url, hints);
  await notifications.open();
  return new PostgresStore(new PostgresPool(url, logger), hints, notifications, committed);
}

class PostgresStore implements Store {
  readonly #pool: PostgresPool;
  readonly #hints: Hints;
  readonly #notifications: Notifications;
  readonly #committed: (commit: Commit) => void;
  readonly #appends = new AppendQueue((batch) => this.#commitAll(batch));

  constructor(
    pool: PostgresPool,
    hints: Hints,
    notifications: Notifications,
    committed: (commit: Commit) => void,
  ) {
    this.#pool = pool;
    this.#hints = hints;
    this.#notifications = notifications;
    this.#committed = committed;
  }

  /** Two servers that draw the same code at the same moment are told one after the other. */
  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken'> {
    const { at, body } = rowOf(created);
    return this.#pool.transaction(async (client) => {
      await client.query(sql.lockCode, [row.code]);
      const { rowCount } = await client.query(sql.create, [
        ...[row.id, row.code, row.secret, row.hostKeyHash, at, body],
        ...lives(at),
      ]);
      return rowCount === 1 ? 'created' : 'code_taken';
    });
  }

  append(id: string, after: number, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return this.#appends.add(id, after, events, seats);
  }

  async read(id: string, after: number, limit?: number): Promise<SessionEvent[]> {
    const rows = await this.#pool.rows<Omit<EventRow, 'at'> & { at: string }>({
      name: 'read',
      text: sql.read,
      values: [id, after, limit ?? null],
    });
    return rows.map((row) => eventOf({ ...row, at: Number(row.at) }));
  }

  watch(id: string, hear: (seq: number) => void): () => void {
    return this.#hints.watch(id, hear);
  }

  async session(id: string): Promise<SessionRow | null> {
    return (await this.#pool.rows<SessionRow>({ text: sql.session, values: [id] }))[0] ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    return (
      (await this.#pool.rows<SessionRow>({ text: sql.byCode, values: [code, ...lives(now)] }))[0] ?? null
    );
  }

  seats(id: string): Promise<Seat[]> {
    return this.#pool.rows<Seat>({ text: sql.seats, values: [id] });
  }

  async untouchedSince(time: number): Promise<string[]> {
    const rows = await this.#pool.rows<{ id: string }>({ text: sql.untouchedSince, values: [time] });
    return rows.map(({ id }) => id);
  }

  /** The session's row first: an append that holds it is waited for, and what it wrote goes too. */
  async delete(id: string): Promise<boolean> {
    const found = await this.#pool.transaction(async (client) => {
      const { rowCount } = await client.query(sql.deleteSession, [id]);
      for (const remove of [sql.deleteEvents, sql.deleteSeats]) await client.query(remove, [id]);
      return rowCount === 1;
    });
    this.#notifications.notify(id, Infinity);
    return found;
  }

  async scrub(): Promise<void> {
    await this.#pool.rows({ text: sql.scrub, query_timeout: scrubbedWithin });
  }

  async ready(): Promise<void> {
    await this.#pool.rows({ text: 'SELECT' });
  }

  async close(): Promise<void> {
    await this.#appends.settled();
    await this.#notifications.close();
    await this.#pool.close();
  }

  /** One append of each session in a statement: a second one may build on the first. */
  async #commitAll(appends: readonly Append[]): Promise<void> {
    for (let waiting = appends; waiting.length > 0;) {
      const batch = new Map<string, Append>();
      const rest: Append[] = [];
      for (const append of waiting)
        if (batch.has(append.id)) rest.push(append);
        else batch.set(append.id, append);
      await this.#commit([...batch.values()]);
      waiting = rest;
    }
  }

  async #commit(batch: readonly Append[]): Promise<void> {
    try {
      const began = performance.now();
      const rows = await this.#pool.rows<{ session: string }>({
        name: 'append',
        text: sql.append,
        values: [textOf(batch)],
      });
      const seconds = (performance.now() - began) / 1000;
      const won = new Set(rows.map(({ session }) => session));
      for (const { id, settle } of batch) settle(won.has(id) ? 'appended' : 'conflict');
      const written = batch.filter(({ id }) => won.has(id));
      for (const { id, after, events } of written) this.#tell(id, after + events.length);
      this.#committed({ seconds, appends: written.map(({ events }) => events) });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  #tell(id: string, seq: number): void {
    this.#hints.tell(id, seq);
    this.#notifications.notify(id, seq);
  }
}

/** Before when the last event of a finished and of an unfinished session has to be for its code to be free. */
function lives(now: number): [number, number] {
  return [now - codeLife.finished, now - codeLife.unfinished];
}
