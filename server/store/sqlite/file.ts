/** SQLite connections, with the settings that durability and deletion need. */
import Database from 'better-sqlite3';

/** In older versions two connections can corrupt a write-ahead log. */
const oldestSqlite = [3, 51, 3] as const;

/** Pages of 4 kB after which the write-ahead log is checkpointed, which blocks writes: 32 MB. */
const maxLogPages = 8_000;

/** Milliseconds that a write waits for one of another process. */
const busyTimeout = 5_000;

/**
 * Opens or creates a database file.
 *
 * @throws where SQLite is too old, or refuses a setting that durability or deletion needs
 */
export function openFile(file: string): Database.Database {
  const database = new Database(file, { timeout: busyTimeout });
  makeDurable(database);
  return database;
}

function makeDurable(database: Database.Database): void {
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (isOlder(version.split('.').map(Number), oldestSqlite))
    throw new Error(
      `SQLite ${version} can corrupt the database; ${oldestSqlite.join('.')} or newer is required. Run npm ci.`,
    );
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`wal_autocheckpoint = ${maxLogPages}`);
  database.pragma('secure_delete = ON');
  if (process.platform === 'darwin') database.pragma('fullfsync = ON');
  const applied = ['journal_mode', 'synchronous', 'secure_delete'].map(
    (name) => `${name} ${String(database.pragma(name, { simple: true }))}`,
  );
  if (applied.join() !== 'journal_mode wal,synchronous 2,secure_delete 1')
    throw new Error(`SQLite did not apply the durability settings: got ${applied.join(', ')}.`);
}

/**
 * Checkpoints the write-ahead log without waiting for anybody.
 *
 * @returns whether it is short now, or will be written again from its start: not while another connection reads
 */
export function checkpoint(database: Database.Database): boolean {
  const [{ log, checkpointed }] = database.pragma('wal_checkpoint(PASSIVE)') as [Record<string, number>];
  return log! <= maxLogPages || checkpointed === log;
}

/** Checkpoints and truncates the write-ahead log. @returns whether it is empty: not while another connection reads */
export function emptyLog(database: Database.Database): boolean {
  // otherwise writes would block for as long as the other connection reads
  database.pragma('busy_timeout = 0');
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: 0 | 1 }];
  database.pragma(`busy_timeout = ${busyTimeout}`);
  return busy === 0;
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const place = than.findIndex((part, index) => version[index] !== part);
  return place !== -1 && (version[place] ?? 0) < than[place]!;
}
