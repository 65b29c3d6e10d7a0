/** The store for more than one server: PostgreSQL, durable before it answers, all rooms' appends in one statement. */
import type { Logger } from 'pino';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { Notifications } from './notifications.ts';
import { eventOf, rowOf, textOf, type Append, type EventRow } from '../append.ts';
import { GroupCommit } from '../group-commit.ts';
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
  readonly #appends: GroupCommit;

  constructor(
    pool: PostgresPool,
    hints: Hints,
    notifications: Notifications,
    committed: (commit: Commit) => void,
  ) {
    this.#pool = pool;
    this.#hints = hints;
    this.#notifications = notifications;
    this.#appends = new GroupCommit({
      write: (batch) => this.#write(batch),
      appended(id, seq) {
        hints.notify(id, seq);
        notifications.notify(id, seq);
      },
      committed,
    });
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
    return this.#appends.append(id, after, events, seats);
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

  async #write(batch: readonly Append[]) {
    const began = performance.now();
    const rows = await this.#pool.rows<{ session: string }>({
      name: 'append',
      text: sql.append,
      values: [textOf(batch)],
    });
    const seconds = (performance.now() - began) / 1000;
    const appended = new Set(rows.map(({ session }) => session));
    const results = batch.map(({ id }) => (appended.has(id) ? 'appended' : 'conflict'));
    return { results, seconds };
  }
}

/** Before when the last event of a finished and of an unfinished session has to be for its code to be free. */
function lives(now: number): [number, number] {
  return [now - codeLife.finished, now - codeLife.unfinished];
}
