/** The server as a child process, which can be killed and restarted on the same data. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { CreatedSession } from '../../../shared/wire/http.ts';
import { createSession } from '../api.ts';
import { temporaryFolder } from '../tmp.ts';
import { until } from '../until.ts';
import { end, freePort, isOver } from './processes.ts';

export interface Launch {
  /** what the server is told beside its port and its folder */
  env?: Record<string, string>;
  /** the command that runs it, with its arguments; the server has to be the child that it becomes */
  under?: readonly string[];
  /** prints the address on which it listens */
  script?: string;
}

export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #folder = temporaryFolder();
  readonly #launch: Launch;
  #process!: ChildProcess;
  #closed!: Promise<unknown>;
  /** what the process that was started last has printed, and of that what went to stderr */
  said = '';
  complaints = '';

  private constructor(port: number, launch: Launch) {
    this.port = port;
    this.#launch = launch;
  }

  /** Starts the process, and does not wait for it. */
  static async launch(launch: Launch = {}): Promise<ServerProcess> {
    const server = new ServerProcess(await freePort(), launch);
    server.#spawn();
    return server;
  }

  /** Starts the process, and waits until it listens. */
  static async start(launch: Launch = {}): Promise<ServerProcess> {
    const server = await ServerProcess.launch(launch);
    await server.#listening();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** where its data is */
  get folder(): string {
    return this.#folder.path;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Starts the process again. */
  async start(): Promise<void> {
    this.#spawn();
    await this.#listening();
  }

  /** @param body as `POST /api/sessions` takes it */
  create(body: object): Promise<CreatedSession> {
    return createSession(this.url, body);
  }

  /** Resolves with what a pattern finds in what is printed, its first group where it has one. */
  async says(pattern: RegExp): Promise<string> {
    await until(`the server says ${pattern}`, () => pattern.test(this.said) || isOver(this.#process));
    const found = pattern.exec(this.said);
    if (!found) throw new Error(`the server has ended: ${this.said}`);
    return found[1] ?? found[0];
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    return end(this.#process, signal);
  }

  /** Resolves with the exit code when the process has ended, and all that it printed has come; null after a signal. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#process.exitCode;
  }

  /** Ends the process, and leaves nothing behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
    this.#folder.remove();
  }

  #spawn(): void {
    const { env, under = [], script = 'server/main.ts' } = this.#launch;
    const own = { HOST: '127.0.0.1', PORT: String(this.port), DATA_DIR: this.folder, LOG_LEVEL: 'warn' };
    const [command, ...args] = [...under, process.execPath, script];
    this.said = this.complaints = '';
    const child = spawn(command!, args, {
      env: { ...process.env, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.#closed = once(child, 'close');
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        if (stream === child.stderr) this.complaints += text;
      });
  }

  async #listening(): Promise<void> {
    await this.says(/http:\/\/127\.0\.0\.1:\d+/);
  }
}
