/** Migrations of the SQLite store. A released step never changes. */
import type { Database } from 'better-sqlite3';
import { checkVersion } from '../schema-version.ts';

/** Step n leads to version n + 1. */
const migrations = [
  `CREATE TABLE sessions (
     id TEXT PRIMARY KEY, code TEXT NOT NULL, secret TEXT NOT NULL, host_key_hash TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX sessions_by_code ON sessions (code);
   CREATE TABLE seats (
     session TEXT NOT NULL, player INTEGER NOT NULL, key_hash TEXT NOT NULL, PRIMARY KEY (session, player)
   ) WITHOUT ROWID;
   CREATE TABLE events (
     session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (session, seq)
   ) WITHOUT ROWID;`,

  // Denormalises the last event of each session into its row. No index on its time, which every append changes: the
  // daily scan of 100,000 rows takes 30 ms.
  `ALTER TABLE sessions ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;
   UPDATE sessions SET (last_seq, last_at, finished) = (
     SELECT seq, at, type = 'finished' FROM events WHERE session = id ORDER BY seq DESC LIMIT 1
   );`,
];

const newestVersion = migrations.length;

/**
 * The schema version of a database; 0 where it is empty.
 *
 * @throws where a later release has written it
 */
export function versionOf(database: Database): number {
  return checkVersion(database.pragma('user_version', { simple: true }) as number, newestVersion);
}

/**
 * Brings a database to the newest version, with a transaction for each step.
 *
 * @throws where a later release has written it
 */
export function migrate(database: Database): void {
  const step = database.transaction(() => {
    const version = versionOf(database);
    if (version === newestVersion) return false;
    database.exec(migrations[version]!);
    database.pragma(`user_version = ${version + 1}`);
    return true;
  });
  while (step.immediate());
}
