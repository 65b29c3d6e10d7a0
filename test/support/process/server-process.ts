/** The real server as a process of its own, which can be killed and started again on the same data. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreatedSession } from '../../../shared/wire/http.ts';
import { end, isOver } from './end-process.ts';
import { freePort } from './free-port.ts';

/** Opens a room at a server, or at what stands before it. */
export async function createAt(url: string, body: object): Promise<CreatedSession> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/sessions`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await response.json()) as CreatedSession;
}

export class ServerProcess {
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  readonly #env: Record<string, string>;
  readonly #under: readonly string[];
  #process: ChildProcess | null = null;
  /** what the process that was started last has printed, and of that what went to stderr */
  said = '';
  complaints = '';

  private constructor(port: number, env: Record<string, string>, under: readonly string[]) {
    this.#port = port;
    this.#env = env;
    this.#under = under;
  }

  /**
   * @param env what the server is told beside its port and its folder
   * @param under the command that runs it, with its arguments; the server has to be the child that it becomes
   */
  static async start(
    env: Record<string, string> = {},
    under: readonly string[] = [],
  ): Promise<ServerProcess> {
    const server = new ServerProcess(await freePort(), env, under);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** where its data is */
  get folder(): string {
    return this.#folder;
  }

  /** Starts the process, and waits until it says that it is running. */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(this.#port),
      DATA_DIR: this.#folder,
      LOG_LEVEL: 'warn',
      ...this.#env,
    };
    const [command, ...args] = [...this.#under, process.execPath, 'server/main.ts'];
    this.#process = spawn(command!, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#process;
    this.said = this.complaints = '';
    stderr!.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    await new Promise<void>((resolve, reject) => {
      for (const stream of [stdout!, stderr!])
        stream.setEncoding('utf8').on('data', (text: string) => {
          this.said += text;
          if (this.said.includes('is running')) resolve();
        });
      this.#process!.once('close', () => reject(new Error(`the server did not start: ${this.said}`)));
    });
  }

  /** @param body as `POST /api/sessions` takes it */
  create(body: object): Promise<CreatedSession> {
    return createAt(this.url, body);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#process) await end(this.#process, signal);
  }

  /** Resolves with the exit code when the process has ended, and all that it printed has come; null after a signal. */
  async ended(): Promise<number | null> {
    if (!isOver(this.#process!)) await once(this.#process!, 'close');
    return this.#process!.exitCode;
  }

  /** Ends the process, and leaves nothing behind. */
  async dispose(): Promise<void> {
    await this.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
