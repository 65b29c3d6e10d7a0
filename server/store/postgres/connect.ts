/** PostgreSQL sessions: connection parameters, settings, and the check that the host accepts writes. */
import pg from 'pg';
import type { Hosts } from './hosts.ts';

/** milliseconds */
const connectTimeout = 3_000;
/** PostgreSQL ends statements that take longer; the wait for the disk and for standbys does not count */
const statementTimeout = 8_000;

/** A query with a timeout of its own (ms), which pg's types lack. */
export type Query = pg.QueryConfig & { query_timeout?: number };

export interface SessionOptions {
  /** whether commits wait for the disk, and for synchronous standbys */
  isDurable: boolean;
}

/**
 * The settings are made after connecting: PgBouncer refuses them as parameters of the connection. The TCP timeouts let
 * PostgreSQL end a session whose client is gone without a word.
 */
const settings = `
  SELECT pg_is_in_recovery() AS "isStandby", pg_backend_pid() AS pid,
    set_config('synchronous_commit', $1, FALSE), set_config('statement_timeout', '${statementTimeout}', FALSE),
    set_config('idle_in_transaction_session_timeout', '${statementTimeout}', FALSE),
    set_config('tcp_keepalives_idle', '10', FALSE), set_config('tcp_keepalives_interval', '5', FALSE),
    set_config('tcp_keepalives_count', '3', FALSE), set_config('tcp_user_timeout', '25000', FALSE)`;

export const parametersOf = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'token-telephone',
  connectionTimeoutMillis: connectTimeout,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
});

/**
 * Prepares a session that has just been connected.
 *
 * @returns the id of its process in PostgreSQL
 * @throws where its host is a standby
 */
export async function prepareSession(client: pg.ClientBase, { isDurable }: SessionOptions): Promise<number> {
  const query: Query = { text: settings, values: [isDurable ? 'on' : 'off'], query_timeout: connectTimeout };
  const { rows } = await client.query<{ isStandby: boolean; pid: number }>(query);
  const [{ isStandby, pid }] = rows as [(typeof rows)[0]];
  if (isStandby) throw new Error('the server is a standby, which accepts no writes');
  return pid;
}

/** Opens a session of its own, at the host that accepts writes. */
export function openSession(
  hosts: Hosts,
  options: SessionOptions,
): Promise<{ client: pg.Client; pid: number }> {
  return hosts.connect(async (url) => {
    const client = new pg.Client(parametersOf(url));
    // the statement that a lost connection interrupts reports it
    client.on('error', () => {});
    try {
      await client.connect();
      return { client, pid: await prepareSession(client, options) };
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
  });
}
