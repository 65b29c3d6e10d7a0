/** The embedded store: SQLite in one file, durable before it answers, all rooms' appends in one transaction. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { SessionEvent } from '../../shared/session/event.ts';
import { Hints } from './hints.ts';
import { migrate } from './migrations.ts';
import { codeLife, type Commit, type Seat, type SessionRow, type Store } from './port.ts';

/** Below this two connections can corrupt a write-ahead log. */
const oldestSqlite = [3, 51, 3] as const;

/** Milliseconds for which a write waits for another process to end its own. */
const lockedFor = 5_000;
/** Milliseconds between two tries to empty the write-ahead log. */
const logEmptiedEvery = 100;

interface Entry {
  id: string;
  after: number;
  events: readonly SessionEvent[];
  seats: readonly Seat[];
}

interface Append extends Entry {
  settle: (result: 'appended' | 'conflict') => void;
  fail: (error: unknown) => void;
}

/** The path of the database in a folder for data. */
export function databaseIn(folder: string): string {
  return join(folder, 'token-telephone.sqlite');
}

/**
 * Opens the database, and makes it where there is none.
 *
 * @param committed is told of every transaction of appends
 * @throws where SQLite is too old, does not take the settings on which durability and deletion rest, or where a
 *   later release has written the database
 */
export function openSqlite(file: string, committed: (commit: Commit) => void = () => {}): Store {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: lockedFor });
  makeDurable(database);
  migrate(database);
  // A server that was killed may have left here what it had deleted.
  emptyLog(database);
  return new SqliteStore(database, committed);
}

function makeDurable(database: Database.Database): void {
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (isOlder(version.split('.').map(Number), oldestSqlite))
    throw new Error(
      `SQLite ${version} can lose data; ${oldestSqlite.join('.')} or newer is needed. Run npm ci again.`,
    );
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
  if (process.platform === 'darwin') database.pragma('fullfsync = ON');
  const taken = ['journal_mode', 'synchronous', 'secure_delete'].map(
    (name) => `${name} ${String(database.pragma(name, { simple: true }))}`,
  );
  if (taken.join() !== 'journal_mode wal,synchronous 2,secure_delete 1')
    throw new Error(`The database did not take its settings (${taken.join(', ')}).`);
}

/** @returns whether the write-ahead log is empty now: not while somebody else is reading from it */
function emptyLog(database: Database.Database): boolean {
  // Without this the whole server would stand still for as long as the other one reads.
  database.pragma('busy_timeout = 0');
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: 0 | 1 }];
  database.pragma(`busy_timeout = ${lockedFor}`);
  return busy === 0;
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const place = than.findIndex((part, index) => version[index] !== part);
  return place !== -1 && (version[place] ?? 0) < than[place]!;
}

class SqliteStore implements Store {
  readonly #database: Database.Database;
  readonly #committed: (commit: Commit) => void;
  readonly #waiting: Append[] = [];
  readonly #hints = new Hints();
  readonly #sql: ReturnType<typeof prepare>;

  constructor(database: Database.Database, committed: (commit: Commit) => void) {
    this.#database = database;
    this.#committed = committed;
    this.#sql = prepare(database);
  }

  async create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken'> {
    const write = this.#database.transaction(() => {
      if (this.#byCode(row.code, created.at)) return 'code_taken';
      this.#sql.insertSession.run(row.id, row.code, row.secret, row.hostKeyHash);
      this.#write({ id: row.id, after: 0, events: [created], seats: [] });
      return 'created';
    });
    return write.immediate();
  }

  append(id: string, after: number, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return new Promise<'appended' | 'conflict'>((settle, fail) => {
      this.#waiting.push({ id, after, events, seats, settle, fail });
      if (this.#waiting.length === 1) setImmediate(() => this.#commit());
    });
  }

  async read(id: string, after: number, limit = -1): Promise<SessionEvent[]> {
    const rows = this.#sql.events.all(id, after, limit) as {
      seq: number;
      at: number;
      type: string;
      body: string;
    }[];
    return rows.map(({ seq, at, type, body }) => ({ seq, at, type, ...JSON.parse(body) }) as SessionEvent);
  }

  watch(id: string, hear: (seq: number) => void): () => void {
    return this.#hints.watch(id, hear);
  }

  async session(id: string): Promise<SessionRow | null> {
    return (this.#sql.session.get(id) as SessionRow | undefined) ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    return this.#byCode(code, now);
  }

  async seats(id: string): Promise<Seat[]> {
    return this.#sql.seats.all(id) as Seat[];
  }

  async untouchedSince(time: number): Promise<string[]> {
    return this.#sql.untouchedSince.all(time) as string[];
  }

  async delete(id: string): Promise<boolean> {
    const remove = this.#database.transaction(() => {
      this.#sql.deleteEvents.run(id);
      this.#sql.deleteSeats.run(id);
      return this.#sql.deleteSession.run(id).changes === 1;
    });
    const found = remove.immediate();
    await this.#emptyLog();
    return found;
  }

  /**
   * `secure_delete` overwrites what is deleted, but where SQLite has moved rows from a full page to a new one, the
   * old page keeps their bytes between its own rows, and does not know of them any more. Only new pages are clean.
   */
  async scrub(): Promise<void> {
    this.#database.exec('VACUUM');
    await this.#emptyLog();
  }

  async ready(): Promise<void> {
    this.#sql.session.get('');
  }

  async close(): Promise<void> {
    this.#commit();
    this.#database.close();
  }

  /** Takes the write-ahead log into the database and cuts it to nothing; a backup that still reads it is waited for. */
  async #emptyLog(): Promise<void> {
    while (this.#database.open && !emptyLog(this.#database)) await setTimeout(logEmptiedEvery);
  }

  /** Writes all that waits in one transaction: one fsync for every room that played in this tick. */
  #commit(): void {
    const batch = this.#waiting.splice(0);
    if (batch.length === 0) return;
    const write = this.#database.transaction(() => batch.map((append) => this.#write(append)));
    try {
      const began = performance.now();
      const results = write.immediate();
      const seconds = (performance.now() - began) / 1000;
      batch.forEach(({ settle }, index) => settle(results[index]!));
      const written = batch.filter((_, index) => results[index] === 'appended');
      for (const { id, after, events } of written) this.#hints.tell(id, after + events.length);
      this.#committed({ seconds, appends: written.map(({ events }) => events) });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  #write({ id, after, events, seats }: Entry): 'appended' | 'conflict' {
    const { seq, at, type } = events.at(-1)!;
    const moved = this.#sql.moveLast.run(seq, at, type === 'finished' ? 1 : 0, id, after);
    if (moved.changes === 0) return 'conflict';
    for (const event of events) this.#insert(id, event);
    for (const { player, keyHash } of seats) this.#sql.insertSeat.run(id, player, keyHash);
    return 'appended';
  }

  #insert(id: string, { seq, at, type, ...body }: SessionEvent): void {
    this.#sql.insertEvent.run(id, seq, at, type, JSON.stringify(body));
  }

  #byCode(code: string, now: number): SessionRow | null {
    const { finished, unfinished } = codeLife;
    return (this.#sql.byCode.get(code, now - finished, now - unfinished) as SessionRow | undefined) ?? null;
  }
}

function prepare(database: Database.Database) {
  const columns = 'id, code, secret, host_key_hash AS hostKeyHash';
  return {
    insertSession: database.prepare(
      'INSERT INTO sessions (id, code, secret, host_key_hash) VALUES (?, ?, ?, ?)',
    ),
    insertEvent: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)'),
    insertSeat: database.prepare('INSERT INTO seats VALUES (?, ?, ?)'),
    moveLast: database.prepare(
      'UPDATE sessions SET last_seq = ?, last_at = ?, finished = ? WHERE id = ? AND last_seq = ?',
    ),
    events: database.prepare(
      'SELECT seq, at, type, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    session: database.prepare(`SELECT ${columns} FROM sessions WHERE id = ?`),
    seats: database.prepare(
      'SELECT player, key_hash AS keyHash FROM seats WHERE session = ? ORDER BY player',
    ),
    untouchedSince: database.prepare('SELECT id FROM sessions WHERE last_at < ?').pluck(),
    deleteEvents: database.prepare('DELETE FROM events WHERE session = ?'),
    deleteSeats: database.prepare('DELETE FROM seats WHERE session = ?'),
    deleteSession: database.prepare('DELETE FROM sessions WHERE id = ?'),
    byCode: database.prepare(
      `SELECT ${columns} FROM sessions WHERE code = ? AND last_at > CASE finished WHEN 1 THEN ? ELSE ? END`,
    ),
  };
}
