/** A server of a test's own: real HTTP, real sockets, a real file, on a port that is free. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, AppDeps } from '../../server/app.ts';
import { Metrics } from '../../server/lib/metrics.ts';
import { clientFiles } from '../../server/http/static.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { Store } from '../../server/store/port.ts';
import type { Config } from '../../shared/session/config.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { appWith } from './app.ts';
import { Board, Host, Phone } from './clients.ts';

/** The status, code and path of a refusal. */
export async function errorOf(response: Response): Promise<[number, string, string | undefined]> {
  const { error } = (await response.json()) as { error: { code: string; path?: string } };
  return [response.status, error.code, error.path];
}

/** Nobody has to wait: the next step opens at once. */
const quick: Partial<Config> = { beat: 0 };

interface Options extends Partial<
  Pick<AppDeps, 'hostPassword' | 'trustProxy' | 'limits' | 'clock' | 'logger'>
> {
  folder?: string;
  port?: number;
}

export class TestServer {
  readonly folder: string;
  readonly port: number;
  readonly #app: App;
  readonly #store: Store;

  private constructor(folder: string, app: App, store: Store) {
    this.folder = folder;
    this.#app = app;
    this.#store = store;
    this.port = (app.http.address() as AddressInfo).port;
  }

  /** Starts a server on a new folder or, after a stop, on that of an older one, at its port. */
  static async start({ folder = newFolder(), port = 0, ...own }: Options = {}): Promise<TestServer> {
    const metrics = new Metrics();
    const store = openSqlite(databaseIn(folder), (commit) => metrics.committed(commit));
    const app = await appWith({ store, metrics, pages: () => clientFiles(join(folder, 'dist')), ...own });
    app.http.listen(port, '127.0.0.1');
    await once(app.http, 'listening');
    const server = new TestServer(folder, app, store);
    onTestFinished(() => server.stop());
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
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
    const lines = (await (await this.fetch('/metrics')).text()).split('\n');
    return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length) ?? 0);
  }

  post(body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.fetch('/api/sessions', { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async create(config: Partial<Config> = {}): Promise<CreatedSession> {
    const response = await this.post({ title: 'Our class', config: { ...quick, ...config } });
    return (await response.json()) as CreatedSession;
  }

  async host({ code, hostKey }: CreatedSession): Promise<Host> {
    return new Host(this.url, code, { role: 'host', key: hostKey }).connected();
  }

  async board({ code }: CreatedSession, after = 0): Promise<Board> {
    return new Board(this.url, code, { role: 'board', after }).connected();
  }

  /** A phone that has joined. */
  async phone({ code }: CreatedSession, key?: string): Promise<Phone> {
    const phone = await new Phone(this.url, code, key).connected();
    await phone.ask('join');
    return phone;
  }

  phones(session: CreatedSession, count: number): Promise<Phone[]> {
    return Promise.all(Array.from({ length: count }, () => this.phone(session)));
  }
}

/** A place for the data, and a client of two files. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html><title>Token Telephone</title>');
  writeFileSync(join(folder, 'dist', 'assets', 'page-a1b2c3.js'), 'export {};');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
