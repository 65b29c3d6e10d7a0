/** The embedded store: SQLite in one file, durable before it answers, all rooms' appends in one transaction. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { SessionEvent } from '../../shared/session/event.ts';
import { codeLife, type Seat, type SessionRow, type Store } from './port.ts';

/** Below this two connections can corrupt a write-ahead log. */
const oldestSqlite = [3, 51, 3] as const;

const schema = `
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, secret TEXT NOT NULL, host_key_hash TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sessions_by_code ON sessions (code);
  CREATE TABLE IF NOT EXISTS seats (
    session TEXT NOT NULL, player INTEGER NOT NULL, key_hash TEXT NOT NULL, PRIMARY KEY (session, player)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

interface Append {
  id: string;
  after: number;
  events: readonly SessionEvent[];
  seats: readonly Seat[];
  settle: (result: 'appended' | 'conflict') => void;
  fail: (error: unknown) => void;
}

/**
 * Opens the database, and makes it where there is none.
 *
 * @throws where SQLite is too old, or does not take the settings on which durability rests
 */
export function openSqlite(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  makeDurable(database);
  database.exec(schema);
  return new SqliteStore(database);
}

function makeDurable(database: Database.Database): void {
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (isOlder(version.split('.').map(Number), oldestSqlite))
    throw new Error(
      `SQLite ${version} can lose data; ${oldestSqlite.join('.')} or newer is needed. Run npm ci again.`,
    );
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  if (process.platform === 'darwin') database.pragma('fullfsync = ON');
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== 2)
    throw new Error(
      `The database did not take its settings (journal_mode ${mode}, synchronous ${synchronous}).`,
    );
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const place = than.findIndex((part, index) => version[index] !== part);
  return place !== -1 && (version[place] ?? 0) < than[place]!;
}

class SqliteStore implements Store {
  readonly #database: Database.Database;
  readonly #waiting: Append[] = [];
  readonly #sql: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#sql = prepare(database);
  }

  async create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken'> {
    const write = this.#database.transaction(() => {
      if (this.#byCode(row.code, created.at)) return 'code_taken';
      this.#sql.insertSession.run(row.id, row.code, row.secret, row.hostKeyHash);
      this.#insert(row.id, created);
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

  async session(id: string): Promise<SessionRow | null> {
    return (this.#sql.session.get(id) as SessionRow | undefined) ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    return this.#byCode(code, now);
  }

  async seats(id: string): Promise<Seat[]> {
    return this.#sql.seats.all(id) as Seat[];
  }

  async ready(): Promise<void> {
    this.#sql.session.get('');
  }

  async close(): Promise<void> {
    this.#commit();
    this.#database.close();
  }

  /** Writes all that waits in one transaction: one fsync for every room that played in this tick. */
  #commit(): void {
    const batch = this.#waiting.splice(0);
    if (batch.length === 0) return;
    const write = this.#database.transaction(() => batch.map((append) => this.#write(append)));
    try {
      const results = write.immediate();
      batch.forEach(({ settle }, index) => settle(results[index]!));
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  #write({ id, after, events, seats }: Append): 'appended' | 'conflict' {
    const last = this.#sql.lastSeq.get(id) as number | undefined;
    if (last !== after) return 'conflict';
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
    insertSession: database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?)'),
    insertEvent: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)'),
    insertSeat: database.prepare('INSERT INTO seats VALUES (?, ?, ?)'),
    lastSeq: database.prepare('SELECT max(seq) FROM events WHERE session = ?').pluck(),
    events: database.prepare(
      'SELECT seq, at, type, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    session: database.prepare(`SELECT ${columns} FROM sessions WHERE id = ?`),
    seats: database.prepare(
      'SELECT player, key_hash AS keyHash FROM seats WHERE session = ? ORDER BY player',
    ),
    byCode: database.prepare(`
      SELECT ${columns} FROM sessions JOIN events AS last
        ON last.session = id AND last.seq = (SELECT max(seq) FROM events WHERE session = id)
      WHERE code = ? AND last.at > CASE last.type WHEN 'finished' THEN ? ELSE ? END`),
  };
}
