/** The server that is measured: a process of its own on a core of its own, and what the system says of it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { end } from '../../../test/support/process/end-process.ts';

/** Whether processes can be kept on cores of their own here: the server on the first, the load on the others. */
const pinned = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;
export const loadCores = cpus().length === 2 ? '1' : `1-${cpus().length - 1}`;

const ticksInSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString()) || 100;

/** The command that runs a script on some cores, and on them alone where the system can do that. */
export function onCores(cores: string, script: string): [string, string[]] {
  return pinned ? ['taskset', ['-c', cores, process.execPath, script]] : [process.execPath, [script]];
}

/** What a server has used so far. */
export interface Used {
  /** seconds of processor time, of all its threads, in the kernel and outside */
  cpu: number;
  /** bytes of memory that are resident */
  rss: number;
}

export class Subject {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts a script that prints the address on which it listens. @param env for it alone, beside the game's own */
  static async start(script: string, env: Record<string, string> = {}): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
    const own = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' };
    const [command, args] = onCores('0', script);
    const child = spawn(command, args, {
      env: { ...process.env, ...own, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Subject(await addressSaidBy(child), child, folder);
  }

  get used(): Used {
    const { pid } = this.#process;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
    return {
      cpu: (Number(fields[11]) + Number(fields[12])) / ticksInSecond,
      rss: Number(resident) * 1024,
    };
  }

  /** What `/metrics` says under a name; null where this server has none. */
  async metrics(): Promise<(name: string) => number | null> {
    const response = await fetch(`${this.url}/metrics`);
    const lines = response.ok ? (await response.text()).split('\n') : [];
    return (name) => {
      const line = lines.find((one) => one.startsWith(`${name} `));
      return line === undefined ? null : Number(line.slice(name.length));
    };
  }

  async stop(): Promise<void> {
    await end(this.#process, 'SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The first address that a process prints; what follows is read and let go. */
function addressSaidBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec((said += text))?.[0];
      if (url) resolve(url);
    });
    child.once('exit', () => reject(new Error(`the server did not start: ${said}`)));
  });
}
