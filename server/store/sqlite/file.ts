/** The database file: how it is opened, and the settings on which durability and deletion rest. */
import Database from 'better-sqlite3';

/** Below this two connections can corrupt a write-ahead log. */
const oldestSqlite = [3, 51, 3] as const;

/** Pages of 4 kB after which the write-ahead log is taken into the database, for which writes wait: 32 MB. */
const pagesInLog = 8_000;

/** Milliseconds for which a write waits for another process to end its own. */
const lockedFor = 5_000;

/**
 * Opens a database file, and makes it where there is none.
 *
 * @throws where SQLite is too old, or does not take the settings on which durability and deletion rest
 */
export function openFile(file: string): Database.Database {
  const database = new Database(file, { timeout: lockedFor });
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
  database.pragma(`wal_autocheckpoint = ${pagesInLog}`);
  database.pragma('secure_delete = ON');
  if (process.platform === 'darwin') database.pragma('fullfsync = ON');
  const taken = ['journal_mode', 'synchronous', 'secure_delete'].map(
    (name) => `${name} ${String(database.pragma(name, { simple: true }))}`,
  );
  if (taken.join() !== 'journal_mode wal,synchronous 2,secure_delete 1')
    throw new Error(`SQLite did not apply the durability settings: got ${taken.join(', ')}.`);
}

/** @returns whether the write-ahead log is empty now: not while somebody else is reading from it */
export function emptyLog(database: Database.Database): boolean {
  // Without this everybody who writes would stand still for as long as the other one reads.
  database.pragma('busy_timeout = 0');
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: 0 | 1 }];
  database.pragma(`busy_timeout = ${lockedFor}`);
  return busy === 0;
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const place = than.findIndex((part, index) => version[index] !== part);
  return place !== -1 && (version[place] ?? 0) < than[place]!;
}
