/** PostgreSQL store, which several servers can share: appends of all rooms go in one statement. */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { Notifications } from './notifications.ts';
import { eventOf, inOrderOf, rowOf, textOf, type Append, type EventRow } from '../append.ts';
import { GroupCommit } from '../group-commit.ts';
import { Hints } from '../hints.ts';
import {
  codeCutoffs,
  type AppendResult,
  type Commit,
  type LastEvent,
  type LogEnd,
  type PurgeMark,
  type Seat,
  type SessionRow,
  type Store,
} from '../port.ts';
import { Hosts } from './hosts.ts';
import { DataRefused, PostgresPool } from './pool.ts';
import { prepareDatabase } from './schema.ts';
import { sql } from './sql.ts';

/** A row as `pg` reads it, which gives a BIGINT as a string. */
type Stored<Row extends { at: number }> = Omit<Row, 'at'> & { at: string };

/** Milliseconds that a VACUUM may take. */
const scrubTimeout = 3_600_000;
/** Milliseconds in which a store that is ready writes. */
const probeTimeout = 3_000;

/**
 * Connects to a database, and creates or migrates its tables.
 *
 * @param url as `postgres://user:password@host/database`, with several hosts as `a:5432,b:5432`
 * @param onCommit is called after every transaction of appends
 * @throws where PostgreSQL cannot be reached, does not wait for the disk, cannot hold every text or sends no
 *   notifications, and where a later release has written the database
 */
export async function openPostgres(
  url: string,
  logger: Logger,
  onCommit: (commit: Commit) => void = () => {},
): Promise<Store> {
  const hosts = new Hosts(url);
  await prepareDatabase(hosts);
  const hints = new Hints();
  const pool = new PostgresPool(hosts, logger, () => hints.notifyAll());
  const notifications = new Notifications(hosts, hints, pool);
  try {
    await notifications.open();
    await notifications.test();
  } catch (error) {
    await notifications.close();
    throw error;
  }
  return new PostgresStore(pool, hints, notifications, onCommit);
}

class PostgresStore implements Store {
  readonly #pool: PostgresPool;
  readonly #hints: Hints;
  readonly #notifications: Notifications;
  readonly #appends: GroupCommit;
  #probe: Promise<void> | null = null;

  constructor(
    pool: PostgresPool,
    hints: Hints,
    notifications: Notifications,
    onCommit: (commit: Commit) => void,
  ) {
    this.#pool = pool;
    this.#hints = hints;
    this.#notifications = notifications;
    this.#appends = new GroupCommit({
      write: (batch) => this.#write(batch),
      onAppended(id, seq) {
        hints.notify(id, seq);
        notifications.notify(id, seq);
      },
      onCommit,
    });
  }

  /** Servers that draw the same code at the same moment take turns. */
  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken' | 'refused'> {
    const { at, body } = rowOf(created);
    const create = this.#pool.transaction(async (client) => {
      await client.query(sql.lockCode, [row.code]);
      const { rowCount } = await client.query(sql.create, [
        ...[row.id, row.code, row.secret, row.hostKeyHash, at, body],
        ...codeCutoffs(at),
      ]);
      return rowCount === 1 ? 'created' : 'code_taken';
    });
    return orRefused(create);
  }

  append(id: string, after: LogEnd, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return this.#appends.append({ id, after, events, seats });
  }

  async read(id: string, after: number, limit?: number): Promise<SessionEvent[]> {
    const rows = await this.#pool.rows<Stored<EventRow>>({
      name: 'read',
      text: sql.read,
      values: [id, after, limit ?? null],
    });
    return rows.map(asEvent);
  }

  async pick(id: string, seqs: readonly number[]): Promise<SessionEvent[]> {
    const query = { name: 'pick', text: sql.pick, values: [id, seqs] };
    return inOrderOf(seqs, await this.#pool.rows<Stored<EventRow>>(query)).map(asEvent);
  }

  async last(id: string): Promise<SessionEvent | null> {
    const [row] = await this.#pool.rows<Stored<EventRow>>({ text: sql.last, values: [id] });
    return row ? asEvent(row) : null;
  }

  watch(id: string, listener: (seq: number) => void): () => void {
    return this.#hints.watch(id, listener);
  }

  async session(id: string): Promise<SessionRow | null> {
    return (await this.#pool.rows<SessionRow>({ text: sql.session, values: [id] }))[0] ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    const values = [code, ...codeCutoffs(now)];
    return (await this.#pool.rows<SessionRow>({ text: sql.byCode, values }))[0] ?? null;
  }

  async hasCode(code: string): Promise<boolean> {
    return (await this.#pool.rows({ text: sql.hasCode, values: [code] })).length > 0;
  }

  seats(id: string): Promise<Seat[]> {
    return this.#pool.rows<Seat>({ text: sql.seats, values: [id] });
  }

  async keepAddress(id: string, address: string): Promise<void> {
    await this.#pool.rows({ text: sql.keepAddress, values: [id, address] });
  }

  async knows(id: string, keyHash: string, address: string): Promise<boolean> {
    return (await this.#pool.rows({ text: sql.knows, values: [id, keyHash, address] })).length > 0;
  }

  async untouchedSince(time: number): Promise<LastEvent[]> {
    const rows = await this.#pool.rows<Stored<LastEvent>>({ text: sql.untouchedSince, values: [time] });
    return rows.map((row) => ({ ...row, at: Number(row.at) }));
  }

  async newestEventAt(): Promise<number | null> {
    const [row] = await this.#pool.rows<{ at: string | null }>({ text: sql.newestEventAt });
    return row!.at === null ? null : Number(row!.at);
  }

  async purgeMark(): Promise<PurgeMark | null> {
    const [row] = await this.#pool.rows<Stored<PurgeMark>>({ text: sql.purgeMark });
    return row ? { ...row, at: Number(row.at) } : null;
  }

  async setPurgeMark({ at, days }: PurgeMark): Promise<void> {
    await this.#pool.write({ text: sql.setPurgeMark, values: [at, days] });
  }

  /** Deletes the session's row first, whose lock waits for a running append: its events are deleted too. */
  async delete(id: string): Promise<boolean> {
    const found = await this.#pool.transaction(async (client) => {
      const { rowCount } = await client.query(sql.deleteSession, [id]);
      for (const remove of [sql.deleteEvents, sql.deleteSeats, sql.deleteAddresses])
        await client.query(remove, [id]);
      return rowCount === 1;
    });
    this.#notifications.notify(id, Infinity);
    return found;
  }

  async scrub(): Promise<void> {
    const scrub = async (client: pg.ClientBase) => {
      await client.query(sql.noTimeout);
      await client.query(sql.scrub);
    };
    await this.#pool.use(scrub, { isWrite: true, timeout: scrubTimeout, isLast: true });
  }

  /** One probe for all who ask meanwhile. */
  ready(): Promise<void> {
    const probe = async (client: pg.ClientBase) => void (await client.query(sql.probe));
    this.#probe ??= this.#pool
      .use(probe, { isWrite: true, timeout: probeTimeout })
      .finally(() => (this.#probe = null));
    return this.#probe;
  }

  async close(): Promise<void> {
    await this.#appends.settled();
    await this.#notifications.close();
    await this.#pool.close();
  }

  /** Where PostgreSQL refuses a batch, each append is written alone, so that the others do not suffer. */
  async #write(batch: readonly Append[]): Promise<{ results: AppendResult[]; seconds: number }> {
    const began = performance.now();
    let results = await orRefused(this.#append(batch));
    if (results === 'refused') results = batch.length === 1 ? ['refused'] : await this.#appendEach(batch);
    return { results, seconds: (performance.now() - began) / 1000 };
  }

  async #appendEach(batch: readonly Append[]): Promise<AppendResult[]> {
    const results: AppendResult[] = [];
    for (const append of batch) {
      const result = await orRefused(this.#append([append]));
      results.push(result === 'refused' ? result : result[0]!);
    }
    return results;
  }

  async #append(batch: readonly Append[]): Promise<AppendResult[]> {
    const values = [textOf(batch)];
    const rows = await this.#pool.write<{ session: string }>({ name: 'append', text: sql.append, values });
    const appended = new Set(rows.map(({ session }) => session));
    return batch.map(({ id }) => (appended.has(id) ? 'appended' : 'conflict'));
  }
}

/** The result of a write; 'refused' where PostgreSQL refuses its data. */
async function orRefused<T>(write: Promise<T>): Promise<T | 'refused'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof DataRefused) return 'refused';
    throw error;
  }
}

function asEvent(row: Stored<EventRow>): SessionEvent {
  return eventOf({ ...row, at: Number(row.at) });
}
