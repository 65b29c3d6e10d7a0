/** Real nginx with the deployed configuration, in front of servers on this machine. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSession } from '../../test/support/api.ts';
import type { Entrance } from '../../test/support/class.ts';
import { end, freePort } from '../../test/support/process/processes.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';

const deployed = join(import.meta.dirname, '../../deploy/nginx.conf');

/** What nginx may have to put on disk, in a folder of its own. */
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export const isNginxInstalled = spawnSync('nginx', ['-v']).status === 0;

/**
 * @param servers ports, in the place of the servers that the configuration names
 * @param carries whether WebSockets come through, as some schools do not let them
 */
export async function startNginx(
  servers: readonly number[],
  carries = { webSockets: true },
): Promise<Entrance & AsyncDisposable> {
  if (!isNginxInstalled) throw new Error('nginx is not installed');
  const folder = temporaryFolder();
  // its workers run as nobody
  chmodSync(folder.path, 0o755);
  const port = await freePort();
  const file = join(folder.path, 'nginx.conf');
  const configuration = configurationFor(servers, port, folder.path);
  writeFileSync(file, carries.webSockets ? configuration : withoutWebSockets(configuration));
  const directives = `daemon off; pid ${join(folder.path, 'pid')};`;
  const nginx = spawn('nginx', ['-p', folder.path, '-e', 'stderr', '-c', file, '-g', directives], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  while ((await fetch(`${url}/healthz`).catch(() => null)) === null) {
    if (nginx.exitCode !== null) throw new Error('nginx did not start');
    await setTimeout(20);
  }
  return {
    url,
    create: (body) => createSession(url, body),
    async [Symbol.asyncDispose]() {
      await end(nginx, 'SIGTERM');
      folder.remove();
    },
  };
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
