/** PostgreSQL connection pool: durable commits, and errors split into outages and faults. */
import type { Logger } from 'pino';
import pg from 'pg';
import { StoreUnavailable } from '../port.ts';

/** milliseconds */
const connectTimeout = 3_000;
const queryTimeout = 10_000;
const maxConnections = 10;

/** A query with a timeout of its own (ms), which pg's types lack. */
type Query = pg.QueryConfig & { query_timeout?: number };

/** @param options.synchronousCommit whether commits wait for the disk */
export function connectionTo(
  url: string,
  { synchronousCommit }: { synchronousCommit: 'on' | 'off' },
): pg.ClientConfig {
  return {
    connectionString: url,
    options: `-c synchronous_commit=${synchronousCommit}`,
    application_name: 'token-telephone',
    connectionTimeoutMillis: connectTimeout,
    query_timeout: queryTimeout,
    keepAlive: true,
  };
}

export class PostgresPool {
  readonly #pool: pg.Pool;
  readonly #logger: Logger;
  #isUnavailable = false;

  /** Connects at the first query. */
  constructor(url: string, logger: Logger) {
    this.#logger = logger;
    this.#pool = new pg.Pool({ ...connectionTo(url, { synchronousCommit: 'on' }), max: maxConnections });
    // without a listener a lost connection ends the process: idle ones emit on the pool, busy ones on the client
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** @throws `StoreUnavailable`, or another error where PostgreSQL rejects the statement itself */
  async rows<Row extends object>(query: Query): Promise<Row[]> {
    return (await this.#attempt(() => this.#pool.query<Row>(query))).rows;
  }

  /** Runs statements in one transaction. Where one fails, the connection is dropped, which rolls back. */
  transaction<T>(run: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#attempt(async () => {
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

  async #attempt<T>(run: () => Promise<T>): Promise<T> {
    try {
      const result = await run();
      if (this.#isUnavailable) this.#logger.warn('PostgreSQL available again');
      this.#isUnavailable = false;
      return result;
    } catch (error) {
      if (isFault(error))
        throw new Error(`PostgreSQL rejected a statement: ${error.message}`, { cause: error });
      const reason = reasonOf(error);
      if (!this.#isUnavailable) this.#logger.error({ reason }, 'PostgreSQL unavailable; retrying');
      this.#isUnavailable = true;
      throw new StoreUnavailable(`PostgreSQL unavailable: ${reason}`);
    }
  }
}

/** Whether the statement itself is wrong (SQLSTATE classes 22, 23, 42: data, constraints, syntax). */
function isFault(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(22|23|42)/.test(error.code ?? '');
}

/** The message of an error. An AggregateError, one error for each address tried, has none of its own. */
export function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : (error as Error).message;
}
