/** The connections to PostgreSQL: durable ones only, and what their errors mean. They survive its restart. */
import type { Logger } from 'pino';
import pg from 'pg';
import { StoreUnavailable } from '../port.ts';

/** Milliseconds for which a connection and an answer are waited for. */
const connectedWithin = 3_000;
const answeredWithin = 10_000;
const connections = 10;

/** A query of its own patience (ms), which pg's types do not know. */
type Query = pg.QueryConfig & { query_timeout?: number };

/** What every connection has in common, and whether what is committed on it waits for the disk. */
export function connectionTo(
  url: string,
  { synchronousCommit }: { synchronousCommit: 'on' | 'off' },
): pg.ClientConfig {
  return {
    connectionString: url,
    options: `-c synchronous_commit=${synchronousCommit}`,
    application_name: 'token-telephone',
    connectionTimeoutMillis: connectedWithin,
    query_timeout: answeredWithin,
    keepAlive: true,
  };
}

export class PostgresPool {
  readonly #pool: pg.Pool;
  readonly #logger: Logger;
  #isAway = false;

  /** Connects when it is first asked. */
  constructor(url: string, logger: Logger) {
    this.#logger = logger;
    this.#pool = new pg.Pool({ ...connectionTo(url, { synchronousCommit: 'on' }), max: connections });
    // Without a listener a lost connection would end the process: an idle one tells the pool, one in use its own.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** @throws as all that asks: `StoreUnavailable`, or what PostgreSQL says of a statement of ours that is wrong */
  async rows<Row extends object>(query: Query): Promise<Row[]> {
    return (await this.#ask(() => this.#pool.query<Row>(query))).rows;
  }

  /** Runs statements in one transaction; where one fails, the connection goes, and all of them with it. */
  transaction<T>(run: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#ask(async () => {
      const client = await this.#pool.connect();
      try {
        await client.query('BEGIN');
        const result = await run(client);
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #ask<T>(run: () => Promise<T>): Promise<T> {
    try {
      const result = await run();
      if (this.#isAway) this.#logger.warn('PostgreSQL available again');
      this.#isAway = false;
      return result;
    } catch (error) {
      if (isOurs(error))
        throw new Error(`PostgreSQL rejected a statement: ${error.message}`, { cause: error });
      const reason = reasonOf(error);
      if (!this.#isAway) this.#logger.error({ reason }, 'PostgreSQL unavailable; retrying');
      this.#isAway = true;
      throw new StoreUnavailable(`PostgreSQL unavailable: ${reason}`);
    }
  }
}

/** Whether an error is about what was asked (data, constraints, syntax), and would come again. */
function isOurs(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(22|23|42)/.test(error.code ?? '');
}

/** What went wrong, in words: an error that several addresses gave has none of its own. */
export function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : (error as Error).message;
}
