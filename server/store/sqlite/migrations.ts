/** The schema of the SQLite store as numbered steps. A step that has been released never changes. */
import type { Database } from 'better-sqlite3';
import { checkVersion } from '../schema-version.ts';

/** Step n makes version n + 1 of the schema. */
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

  // The last event of each session beside its row, so that nothing has to look for it in the log. No index on its
  // time: it moves with every append, and once a day 100,000 rows are read through in 30 ms.
  `ALTER TABLE sessions ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;
   UPDATE sessions SET (last_seq, last_at, finished) = (
     SELECT seq, at, type = 'finished' FROM events WHERE session = id ORDER BY seq DESC LIMIT 1
   );`,
];

/** The version of the schema that this release reads and writes. */
const newestVersion = migrations.length;

/**
 * The version of a database; 0 where there is nothing in it yet.
 *
 * @throws where the database is of a later release, with a sentence
 */
export function versionOf(database: Database): number {
  return checkVersion(database.pragma('user_version', { simple: true }) as number, newestVersion);
}

/**
 * Brings a database to the newest version: each step is one transaction, so a step is done or it is not.
 *
 * @throws where the database is of a later release, with a sentence
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
