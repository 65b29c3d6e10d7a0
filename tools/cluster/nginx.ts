/** A real nginx with the configuration that is deployed, in front of servers on this machine. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { createAt } from '../../test/support/process/server-process.ts';
import { end } from '../../test/support/process/end-process.ts';
import { freePort } from '../../test/support/process/free-port.ts';

const deployed = join(import.meta.dirname, '../../deploy/nginx.conf');

/** What nginx may have to put on disk, in a folder of its own. */
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export class Nginx {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #port: number;

  private constructor(process: ChildProcess, folder: string, port: number) {
    this.#process = process;
    this.#folder = folder;
    this.#port = port;
  }

  static get isInstalled(): boolean {
    return spawnSync('nginx', ['-v']).status === 0;
  }

  /**
   * @param servers ports, in the place of the servers that the configuration names
   * @param carries whether WebSockets come through, as some schools do not let them
   */
  static async start(servers: readonly number[], carries = { webSockets: true }): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'token-telephone-nginx-'));
    // its workers run as nobody
    chmodSync(folder, 0o755);
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    const configuration = configurationFor(servers, port, folder);
    writeFileSync(file, carries.webSockets ? configuration : withoutWebSockets(configuration));
    const directives = `daemon off; pid ${join(folder, 'pid')};`;
    const process = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', file, '-g', directives], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const nginx = new Nginx(process, folder, port);
    await nginx.#listening();
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  create(body: object): Promise<CreatedSession> {
    return createAt(this.url, body);
  }

  async dispose(): Promise<void> {
    await end(this.#process, 'SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    while (this.#process.exitCode === null)
      try {
        await fetch(`${this.url}/healthz`);
        return;
      } catch {
        await setTimeout(20);
      }
    throw new Error('nginx did not start');
  }
}

/** The deployed configuration with other ports, and nothing else changed. */
function configurationFor(servers: readonly number[], port: number, folder: string): string {
  const paths = temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join(' ');
  return readFileSync(deployed, 'utf8')
    .replace('http {', `http { ${paths}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replaceAll(
      /server server-(\d):3000/g,
      (_, number) => `server 127.0.0.1:${servers[(Number(number) - 1) % servers.length]}`,
    );
}

function withoutWebSockets(configuration: string): string {
  return configuration.replace('Upgrade $http_upgrade', "Upgrade ''");
}
