/** PgBouncer for a test: the system's, before a PostgreSQL, with its defaults in each of its modes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { PostgresServer } from '../support/process/postgres-server.ts';
import { end, freePort } from '../support/process/processes.ts';
import { temporaryFolder } from '../support/tmp.ts';
import { until } from '../support/until.ts';
import { commandOf } from './programs.ts';

/** Its defaults but for the mode, where it listens and whom it lets in. */
export async function startPgBouncer(
  postgres: PostgresServer,
  mode: 'session' | 'transaction' | 'statement',
): Promise<{ url: string } & AsyncDisposable> {
  const folder = temporaryFolder();
  const url = new URL(postgres.url);
  const port = await freePort();
  const users = join(folder.path, 'users');
  writeFileSync(users, `"${url.username}" "${decodeURIComponent(url.password)}"\n`);
  const file = join(folder.path, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
postgres = host=127.0.0.1 port=${url.port} dbname=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = ${mode}
`,
  );
  // it does not run as root, so it runs as PostgreSQL does
  const { uid, gid } = statSync(postgres.folder);
  for (const path of [folder.path, users, file]) chownSync(path, uid, gid);
  chmodSync(folder.path, 0o700);
  const bouncer = spawn(commandOf('pgbouncer'), [file], { uid, gid, stdio: 'ignore' });
  await until('PgBouncer listens', () => isListening(port));
  url.port = String(port);
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await end(bouncer, 'SIGINT');
      folder.remove();
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
