/** In-process server for a test: real HTTP, real sockets, a real file, a free port. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, AppDeps } from '../../server/app.ts';
import { Metrics } from '../../server/lib/metrics.ts';
import { clientFiles } from '../../server/http/static.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { Store } from '../../server/store/port.ts';
import type { Config } from '../../shared/session/config.ts';
import type { CreatedSession, Replay } from '../../shared/wire/http.ts';
import { bearer, fetchReplay, metricsAt, postSession } from './api.ts';
import { appWith, urlOf } from './app.ts';
import { Board, Student } from './clients.ts';
import { testFolder } from './tmp.ts';

/** Nobody has to wait: the next step opens at once. */
const quick: Partial<Config> = { beat: 0 };

type OwnDeps =
  'diskBudget' | 'hostPassword' | 'trustProxy' | 'limits' | 'clock' | 'logger' | 'publicUrl' | 'addresses';

type Options = Partial<Pick<AppDeps, OwnDeps>> & {
  folder?: string;
  port?: number;
};

export class TestServer {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly #app: App;
  readonly #store: Store;

  private constructor(folder: string, app: App, store: Store) {
    this.folder = folder;
    this.#app = app;
    this.#store = store;
    this.port = (app.http.address() as AddressInfo).port;
    this.url = urlOf(app);
  }

  /** Starts a server on a new folder or, after a stop, on that of an older one, at its port. */
  static async start({ folder = newFolder(), port = 0, ...own }: Options = {}): Promise<TestServer> {
    const metrics = new Metrics();
    const store = openSqlite(databaseIn(folder), (commit) => metrics.committed(commit));
    const app = await appWith({
      store,
      metrics,
      pages: (_http, base) => clientFiles(join(folder, 'dist'), base),
      ...own,
    });
    app.http.listen(port, '127.0.0.1');
    await once(app.http, 'listening');
    const server = new TestServer(folder, app, store);
    onTestFinished(() => server.stop());
    return server;
  }

  get rooms(): App['rooms'] {
    return this.#app.rooms;
  }

  async stop(): Promise<void> {
    if (!this.#app.http.listening) return;
    await this.#app.close();
    await this.#store.close();
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  /** What `/metrics` says under a name with its labels; 0 where it says nothing yet. */
  async metric(name: string): Promise<number> {
    return (await metricsAt(this.url))(name) ?? 0;
  }

  post(body: unknown): Promise<Response> {
    return postSession(this.url, body);
  }

  async create(config: Partial<Config> = {}): Promise<CreatedSession> {
    const response = await this.post({ title: 'Our class', config: { ...quick, ...config } });
    return (await response.json()) as CreatedSession;
  }

  replay({ id }: CreatedSession): Promise<Replay> {
    return fetchReplay(this.url, id);
  }

  delete(id: string, key?: string): Promise<Response> {
    const headers: Record<string, string> = key === undefined ? {} : bearer(key);
    return this.fetch(`/api/sessions/${id}`, { method: 'DELETE', headers });
  }

  host({ code, hostKey }: CreatedSession): Promise<Board> {
    return new Board(this.url, code, hostKey).connected();
  }

  board({ code }: CreatedSession, after = 0): Promise<Board> {
    return new Board(this.url, code, null, after).connected();
  }

  /** A student without a seat. */
  stranger({ code }: CreatedSession): Promise<Student> {
    return new Student(this.url, code).connected();
  }

  /** A student who has joined. */
  async student({ code }: CreatedSession, key?: string): Promise<Student> {
    const student = await new Student(this.url, code, key).connected();
    await student.ask('join');
    return student;
  }

  students(session: CreatedSession, count: number): Promise<Student[]> {
    return Promise.all(Array.from({ length: count }, () => this.student(session)));
  }

  /** A session with its host, and students who have joined. */
  async classOf(count: number, config: Partial<Config> = {}, plays = true) {
    const session = await this.create(config);
    const host = await this.host(session);
    const students = await this.students(session, count);
    for (const student of students) student.plays = plays;
    return { session, host, students };
  }
}

/** A server of its own for a class. */
export async function classOnServer(...group: Parameters<TestServer['classOf']>) {
  const server = await TestServer.start();
  return { server, ...(await server.classOf(...group)) };
}

/** A place for the data, and a client of two files. */
export function newFolder(): string {
  const folder = testFolder();
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(
    join(folder, 'dist', 'index.html'),
    '<!doctype html><html data-base="/"><title>Token Telephone</title><script src="./assets/page-a1b2c3.js"></script>',
  );
  writeFileSync(join(folder, 'dist', 'assets', 'page-a1b2c3.js'), 'export {};');
  return folder;
}
