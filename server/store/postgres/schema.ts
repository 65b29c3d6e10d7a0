/** Migrations of the PostgreSQL store. A released step never changes. */
import type pg from 'pg';
import { openSession, type Query } from './connect.ts';
import type { Hosts } from './hosts.ts';
import { checkVersion } from '../schema-version.ts';

/**
 * Step n leads to version n + 1. No foreign keys: appends and deletions both lock the session's row first. Half-filled
 * pages of `sessions` let an append update its row without touching an index (heap-only tuples).
 */
const migrations = [
  `CREATE TABLE sessions (
     id TEXT COLLATE "C" PRIMARY KEY, code TEXT COLLATE "C" NOT NULL, secret TEXT NOT NULL,
     host_key_hash TEXT NOT NULL, last_seq INTEGER NOT NULL, last_at BIGINT NOT NULL, finished BOOLEAN NOT NULL
   ) WITH (fillfactor = 50);
   CREATE INDEX sessions_by_code ON sessions (code);
   CREATE TABLE seats (
     session TEXT COLLATE "C" NOT NULL, player INTEGER NOT NULL, key_hash TEXT NOT NULL,
     PRIMARY KEY (session, player)
   );
   CREATE TABLE events (
     session TEXT COLLATE "C" NOT NULL, seq INTEGER NOT NULL, at BIGINT NOT NULL, type TEXT NOT NULL,
     body TEXT NOT NULL, PRIMARY KEY (session, seq)
   );`,

  `CREATE TABLE purge_mark (
     is_only BOOLEAN PRIMARY KEY CHECK (is_only), at BIGINT NOT NULL, days INTEGER NOT NULL
   );`,

  `CREATE TABLE addresses (
     session TEXT COLLATE "C" NOT NULL, address TEXT COLLATE "C" NOT NULL, PRIMARY KEY (session, address)
   );`,
];

/** Milliseconds that the commit of a migration may take. */
const commitTimeout = 10_000;

/**
 * Checks that commits are durable and that every text can be stored, and migrates to the newest version.
 *
 * @throws where the database cannot be reached, could lose commits, cannot hold every text, or is of a later release
 */
export async function prepareDatabase(hosts: Hosts): Promise<void> {
  const { client } = await openSession(hosts, { isDurable: true });
  try {
    await requireDurable(client);
    await requireUnicode(client);
    await client.query('BEGIN');
    await migrate(client);
    await commit(client);
  } finally {
    await client.end();
  }
}

async function commit(client: pg.Client): Promise<void> {
  try {
    await client.query({ text: 'COMMIT', query_timeout: commitTimeout } as Query);
  } catch (error) {
    throw new Error('PostgreSQL does not finish a commit: a synchronous standby may be away.', {
      cause: error,
    });
  }
}

async function requireDurable(client: pg.Client): Promise<void> {
  for (const name of ['synchronous_commit', 'fsync', 'full_page_writes']) {
    const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
    if (rows[0]![name] !== 'on')
      throw new Error(`commits would not be durable: ${name} is ${rows[0]![name]}. Set it to on.`);
  }
}

/** Titles and names are in any script. */
async function requireUnicode(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const encoding = rows[0]!.server_encoding;
  if (encoding !== 'UTF8')
    throw new Error(
      `the database's encoding is ${encoding}, which cannot hold every name. Create it with ENCODING 'UTF8'.`,
    );
}

/** Runs in one transaction under an advisory lock: servers that start together take turns. */
async function migrate(client: pg.Client): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('token-telephone schema'))`);
  await client.query('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  const version = checkVersion(rows[0]?.version ?? 0, migrations.length);
  if (version === migrations.length) return;
  for (const step of migrations.slice(version)) await client.query(step);
  await client.query('DELETE FROM schema_version');
  await client.query('INSERT INTO schema_version VALUES ($1)', [migrations.length]);
}
