/** The server as a process: what it prints, how it ends, and why it does not start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { databaseIn } from '../../server/store/sqlite/sqlite.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { freePort } from '../support/process/free-port.ts';
import { Board, newKey, Phone } from '../support/clients.ts';

const main = join(import.meta.dirname, '../../server/main.ts');

/** Starts the server on a folder of its own and a free port. */
function start(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  const defaults = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'data') };
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...defaults, ...env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    folder,
    child,
    exited,
    printed: () => printed,
    /** Resolves with what a pattern finds in what is printed. */
    async says(pattern: RegExp): Promise<string> {
      for (let found; ; await once(child.stdout, 'data'))
        if ((found = pattern.exec(printed))) return found[1]!;
    },
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it prints where it is, serves, and ends cleanly at %s',
  async (signal) => {
    const server = start();
    const url = await server.says(/Students open\n {2}(http:\S+)\n/);
    await server.says(/you host at\n\s+(\S+)\n/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const response = await fetch(`${url}/api/sessions`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ links: { join: expect.stringMatching(`^${url}/`) } });
    server.child.kill(signal);
    expect(await server.exited).toBe(0);
  },
);

test('it ends whatever still hangs: an idle connection, half a request, a board, a phone that polls', async () => {
  const server = start();
  const url = await server.says(/Students open\n {2}(http:\S+)\n/);
  const { hostname, port } = new URL(url);
  const { code } = (await (await fetch(`${url}/api/sessions`, { method: 'POST' })).json()) as CreatedSession;
  const [idle, half] = [connect(Number(port), hostname), connect(Number(port), hostname)];
  for (const socket of [idle, half]) {
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
  }
  half.write('POST /api/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
  const board = await new Board(url, code, { role: 'board' }).connected();
  const phone = await new Phone(url, code, newKey(), ['polling']).connected();
  server.child.kill('SIGTERM');
  await Promise.all([board, phone].map((guest) => guest.until(() => !guest.socket.connected)));
  expect([board.goodbye, phone.goodbye]).toEqual([null, null]);
  expect(await server.exited).toBe(0);
});

test('told twice, it ends at once', async () => {
  const server = start();
  const url = await server.says(/Students open\n {2}(http:\S+)\n/);
  const { hostname, port } = new URL(url);
  const half = connect(Number(port), hostname);
  onTestFinished(() => void half.destroy());
  await once(half, 'connect');
  half.write('POST /api/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.child.kill('SIGINT');
  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(1);
});

test('where the store fails it acknowledges nothing, says so in a sentence, and exits with 1', async () => {
  const server = start();
  const url = await server.says(/Students open\n {2}(http:\S+)\n/);
  const { code } = (await (await fetch(`${url}/api/sessions`, { method: 'POST' })).json()) as CreatedSession;
  const phone = await new Phone(url, code).connected();
  const locked = new Database(databaseIn(join(server.folder, 'data')));
  locked.exec('BEGIN IMMEDIATE');
  const joined = phone.socket.timeout(20_000).emitWithAck('join');
  await expect(joined).rejects.toThrow('disconnected');
  expect(await server.exited).toBe(1);
  expect(server.printed()).toMatch(/^Store failed: database is locked\. Acknowledged turns are on disk/m);
  locked.close();
});

test('the public address is what links show', async () => {
  const server = start({ PUBLIC_URL: 'https://play.example.org/' });
  expect(await server.says(/Students open\n {2}(http\S+)\n/)).toBe('https://play.example.org');
});

test('it says so where phones cannot reach it', async () => {
  const server = start();
  expect(await server.says(/Only this machine can open this address \((HOST=\S+)\)/)).toBe('HOST=127.0.0.1');
});

test('a value that cannot be is a sentence, and exit code 1', async () => {
  const server = start({ PORT: 'http' });
  expect(await server.exited).toBe(1);
  expect(server.printed()).toMatch(/^Invalid PORT "http": .+\.\n$/);
});

test('so is a folder that cannot hold the data', async () => {
  const file = join(start().folder, 'a-file');
  writeFileSync(file, '');
  const server = start({ DATA_DIR: join(file, 'data') });
  expect(await server.exited).toBe(1);
  expect(server.printed()).toMatch(/^Cannot open the database in DATA_DIR ".+": ENOTDIR.*\n$/);
});

test('so is a PostgreSQL that cannot be reached, and its password is not shown', async () => {
  const port = await freePort();
  const server = start({ DATABASE_URL: `postgres://game:chalk@127.0.0.1:${port}/classes` });
  expect(await server.exited).toBe(1);
  expect(server.printed()).toMatch(
    /^Cannot open the database in DATABASE_URL: connect ECONNREFUSED 127.0.0.1:\d+\n$/,
  );
});

test('so is a port that is taken', async () => {
  const url = await start().says(/Students open\n {2}(http:\S+)\n/);
  const server = start({ PORT: new URL(url).port });
  expect(await server.exited).toBe(1);
  expect(server.printed()).toMatch(/^Cannot listen: .+EADDRINUSE.+\.\n$/);
});
