/** PostgreSQL connection pool: bounded, with time limits, and errors split into outages and refusals. */
import type { Logger } from 'pino';
import pg from 'pg';
import { StoreUnavailable } from '../port.ts';
import { parametersOf, prepareSession } from './connect.ts';
import { reasonOf, type Hosts } from './hosts.ts';

const maxConnections = 10;
/** Milliseconds for which callers wait: a little longer than PostgreSQL works on a statement. */
const answerTimeout = 10_000;

/** PostgreSQL refuses the data of a statement, and would refuse it again. */
export class DataRefused extends Error {}

export interface UseOptions {
  /** whether it commits something */
  isWrite: boolean;
  /** milliseconds for which the caller waits */
  timeout?: number;
  /** whether the connection is closed afterwards */
  isLast?: boolean;
}

/**
 * A commit that waits for a standby cannot be taken back: PostgreSQL makes it visible where it is cancelled, and does
 * not notice that its client has gone. So a connection stays taken until PostgreSQL has answered, even where its caller
 * has given up, and while a write is unanswered no other one begins. The number of connections is bounded by that.
 */
export class PostgresPool {
  readonly #pool: pg.Pool;
  readonly #hosts: Hosts;
  readonly #logger: Logger;
  readonly #lateAnswer: () => void;
  /** the process of each connection */
  readonly #pids = new WeakMap<pg.ClientBase, number>();
  /** connections whose callers have given up, and whether they write */
  readonly #unanswered = new Map<pg.PoolClient, boolean>();
  #failing: 'nothing' | 'reads' | 'writes' = 'nothing';

  /**
   * Connects at the first statement.
   *
   * @param lateAnswer is called when a write is settled whose caller had given up
   */
  constructor(hosts: Hosts, logger: Logger, lateAnswer: () => void) {
    this.#hosts = hosts;
    this.#logger = logger;
    this.#lateAnswer = lateAnswer;
    this.#pool = new pg.Pool({
      ...parametersOf(''),
      max: maxConnections,
      onConnect: async (client) => {
        this.#pids.set(client, await prepareSession(client, { isDurable: true }));
      },
    });
    // without a listener a lost connection ends the process: idle ones emit on the pool, busy ones on the client
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** @throws `StoreUnavailable`; `DataRefused` */
  async rows<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
    return this.use(async (client) => (await client.query<Row>(query)).rows, { isWrite: false });
  }

  /** Runs one statement that commits. @throws `StoreUnavailable`; `DataRefused` */
  write<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
    return this.use(async (client) => (await client.query<Row>(query)).rows, { isWrite: true });
  }

  /** Runs statements in one transaction. @throws `StoreUnavailable`; `DataRefused` */
  transaction<T>(run: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const transaction = async (client: pg.ClientBase) => {
      await client.query('BEGIN');
      const result = await run(client);
      await client.query('COMMIT');
      return result;
    };
    return this.use(transaction, { isWrite: true });
  }

  /** Runs statements on one connection. Where one fails, the connection is closed, which rolls back. */
  async use<T>(run: (client: pg.ClientBase) => Promise<T>, options: UseOptions): Promise<T> {
    try {
      const result = await this.#answer(run, options);
      if (this.#failing === 'reads' || (this.#failing === 'writes' && options.isWrite)) {
        this.#logger.warn('PostgreSQL available again');
        this.#failing = 'nothing';
      }
      return result;
    } catch (error) {
      if (isRefusal(error)) throw new DataRefused(error.message, { cause: error });
      const reason = reasonOf(error);
      if (this.#failing === 'nothing') this.#logger.error({ reason }, 'PostgreSQL unavailable; retrying');
      if (this.#failing !== 'writes') this.#failing = options.isWrite ? 'writes' : 'reads';
      throw new StoreUnavailable(`PostgreSQL unavailable: ${reason}`);
    }
  }

  /** Processes on whose answer nobody waits any more. */
  get unanswered(): number[] {
    return Array.from(this.#unanswered.keys(), (client) => this.#pids.get(client)!);
  }

  /** Closes connections on whose answer nobody waits, and whose process is done with it: the answer was lost. */
  drop(pids: readonly number[]): void {
    for (const client of this.#unanswered.keys())
      if (pids.includes(this.#pids.get(client)!)) void client.end();
  }

  async close(): Promise<void> {
    this.drop(this.unanswered);
    await this.#pool.end();
  }

  async #answer<T>(run: (client: pg.ClientBase) => Promise<T>, options: UseOptions): Promise<T> {
    const { isWrite, timeout = answerTimeout, isLast = false } = options;
    const isBlocked = () => isWrite && [...this.#unanswered.values()].includes(true);
    if (isBlocked()) throw new StoreUnavailable('an earlier write has no answer yet');
    const client = await this.#connect();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => {
      this.#unanswered.set(client, isWrite);
      reject(new Error(`no answer in ${timeout / 1_000} s`));
    }, timeout);
    let isBroken = true;
    const answer = async () => {
      try {
        resolve(await withoutWarning(client, run));
        isBroken = isLast;
      } catch (error) {
        reject(error as Error);
      } finally {
        clearTimeout(timer);
        client.release(isBroken);
        if (this.#unanswered.delete(client) && isWrite) this.#lateAnswer();
      }
    };
    void answer();
    return promise;
  }

  /** A connection to the host that accepts writes. Waits for a free one, which says nothing about the hosts. */
  #connect(): Promise<pg.PoolClient> {
    return this.#hosts.connect(async (url) => {
      this.#pool.options.connectionString = url;
      try {
        return await this.#pool.connect();
      } catch (error) {
        if (this.#pool.totalCount < maxConnections) throw error;
        throw new StoreUnavailable('all connections are busy');
      }
    });
  }
}

/**
 * Rejects where PostgreSQL warns (SQLSTATE 01000): it has given up the wait for a synchronous standby, so that what is
 * committed may be on this machine alone.
 */
async function withoutWarning<T>(
  client: pg.ClientBase,
  run: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  let warning: string | null = null;
  const notice = ({ code, message = '' }: { code: string | undefined; message: string | undefined }) => {
    if (code === '01000') warning = message;
  };
  client.on('notice', notice);
  try {
    const result = await run(client);
    if (warning !== null) throw new Error(warning);
    return result;
  } finally {
    client.off('notice', notice);
  }
}

/** Whether PostgreSQL refuses the data itself (SQLSTATE classes 22, 23, 44 and P0: values, constraints, triggers). */
function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(22|23|44|P0)/.test(error.code ?? '');
}
