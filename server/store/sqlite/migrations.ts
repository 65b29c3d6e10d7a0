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

  // Each table is a pair, of which one is written to: what lives moves from the other one to it, as in `erasure.ts`.
  // The views are for reading. A later step that changes a table changes both.
  `ALTER TABLE sessions RENAME TO sessions_a;
   DROP INDEX sessions_by_code;
   CREATE INDEX sessions_a_by_code ON sessions_a (code);
   CREATE TABLE sessions_b (
     id TEXT PRIMARY KEY, code TEXT NOT NULL, secret TEXT NOT NULL, host_key_hash TEXT NOT NULL,
     last_seq INTEGER NOT NULL DEFAULT 0, last_at INTEGER NOT NULL DEFAULT 0, finished INTEGER NOT NULL DEFAULT 0
   ) WITHOUT ROWID;
   CREATE INDEX sessions_b_by_code ON sessions_b (code);
   CREATE VIEW sessions AS SELECT * FROM sessions_a UNION ALL SELECT * FROM sessions_b;
   ALTER TABLE seats RENAME TO seats_a;
   CREATE TABLE seats_b (
     session TEXT NOT NULL, player INTEGER NOT NULL, key_hash TEXT NOT NULL, PRIMARY KEY (session, player)
   ) WITHOUT ROWID;
   CREATE VIEW seats AS SELECT * FROM seats_a UNION ALL SELECT * FROM seats_b;
   ALTER TABLE events RENAME TO events_a;
   CREATE TABLE events_b (
     session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (session, seq)
   ) WITHOUT ROWID;
   CREATE VIEW events AS SELECT * FROM events_a UNION ALL SELECT * FROM events_b;
   CREATE TABLE erasure (
     target TEXT NOT NULL, requested INTEGER NOT NULL, begun INTEGER NOT NULL, done INTEGER NOT NULL
   );
   INSERT INTO erasure SELECT 'a', EXISTS (SELECT 1 FROM sessions), 0, 0;`,

  `CREATE TABLE purge_mark (is_only INTEGER PRIMARY KEY CHECK (is_only = 1), at INTEGER NOT NULL, days INTEGER NOT NULL);`,

  `CREATE TABLE addresses_a (session TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (session, address)) WITHOUT ROWID;
   CREATE TABLE addresses_b (session TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (session, address)) WITHOUT ROWID;
   CREATE VIEW addresses AS SELECT * FROM addresses_a UNION ALL SELECT * FROM addresses_b;`,
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
