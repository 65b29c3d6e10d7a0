/** The server as a process: output, exit codes, refusals to start. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { databaseIn } from '../../../server/store/sqlite/sqlite.ts';
import { createSession } from '../../support/api.ts';
import { Board, newKey, Student } from '../../support/clients.ts';
import { hangingRequest } from '../../support/network/raw.ts';
import { freePort } from '../../support/process/processes.ts';
import { ServerProcess } from '../../support/process/server-process.ts';
import { testFolder } from '../../support/tmp.ts';

/** Starts the server on a folder of its own and a free port. */
async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.launch({ env });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Where students open it. */
const address = (server: ServerProcess) => server.says(/Students open\n {2}(http\S+)\n/);

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it prints where it is, serves, and ends cleanly at %s',
  async (signal) => {
    const server = await start();
    const url = await address(server);
    await server.says(/you host at\n\s+(\S+)\n/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const response = await fetch(`${url}/api/sessions`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ links: { join: expect.stringMatching(`^${url}/`) } });
    server.signal(signal);
    expect(await server.ended()).toBe(0);
  },
);

test('it ends whatever still hangs: an idle connection, half a request, a board, a student that polls', async () => {
  const server = await start();
  const url = await address(server);
  const { code } = await createSession(url, {});
  await hangingRequest(server, '');
  await hangingRequest(server);
  const board = await new Board(url, code).connected();
  const student = await new Student(url, code, newKey(), { transports: ['polling'] }).connected();
  server.signal('SIGTERM');
  expect(await Promise.all([board.closed(), student.closed()])).toEqual([null, null]);
  expect(await server.ended()).toBe(0);
});

test('told twice, it ends at once', async () => {
  const server = await start();
  const url = await address(server);
  await hangingRequest(server);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.signal('SIGINT');
  server.signal('SIGTERM');
  expect(await server.ended()).toBe(1);
});

test('where the store fails it acknowledges nothing, says so in a sentence, and exits with 1', async () => {
  const server = await start();
  const url = await address(server);
  const { code } = await createSession(url, {});
  const student = await new Student(url, code).connected();
  const locked = new Database(databaseIn(server.folder));
  locked.exec('BEGIN IMMEDIATE');
  const joined = student.socket.timeout(20_000).emitWithAck('join');
  await expect(joined).rejects.toThrow('disconnected');
  expect(await server.ended()).toBe(1);
  expect(server.said).toMatch(/^Store failed: database is locked\. Acknowledged turns are on disk/m);
  locked.close();
});

test('the public address is what links show', async () => {
  const server = await start({ PUBLIC_URL: 'https://play.example.org/' });
  expect(await address(server)).toBe('https://play.example.org');
});

test('it says so where phones cannot reach it', async () => {
  const server = await start();
  expect(await server.says(/Only this machine can open this address \((HOST=\S+)\)/)).toBe('HOST=127.0.0.1');
});

test('a value that cannot be is a sentence, and exit code 1', async () => {
  const server = await start({ PORT: 'http' });
  expect(await server.ended()).toBe(1);
  expect(server.said).toMatch(/^Invalid PORT "http": .+\.\n$/);
});

test('so is a folder that cannot hold the data', async () => {
  const file = join(testFolder(), 'a-file');
  writeFileSync(file, '');
  const server = await start({ DATA_DIR: join(file, 'data') });
  expect(await server.ended()).toBe(1);
  expect(server.said).toMatch(/^Cannot open the database in DATA_DIR ".+": ENOTDIR.*\n$/);
});

test('so is a folder that another server uses, until that one is killed', async () => {
  const first = await start();
  await address(first);
  const env = { DATA_DIR: first.folder };
  const second = await start(env);
  expect(await second.ended()).toBe(1);
  expect(second.said).toBe(
    `Cannot open the database in DATA_DIR "${first.folder}": another server is using it. Stop that one first, or choose another DATA_DIR.\n`,
  );
  await first.kill('SIGKILL');
  await address(await start(env));
});

test.each(['removed', 'replaced'])(
  'where its folder is %s it acknowledges nothing more, says so, and exits with 1',
  async (how) => {
    const server = await start();
    const { code } = await createSession(await address(server), {});
    const student = await new Student(server.url, code).connected();
    expect(await student.ask('join')).toMatchObject({ ok: true });
    const copy = testFolder();
    cpSync(server.folder, copy, { recursive: true });
    rmSync(server.folder, { recursive: true });
    if (how === 'replaced') cpSync(copy, server.folder, { recursive: true });
    // a seat that is already taken: nothing has to be written
    await expect(student.socket.timeout(20_000).emitWithAck('join')).rejects.toThrow('disconnected');
    expect(await server.ended()).toBe(1);
    expect(server.said).toMatch(/^Store failed: \S+ was removed or replaced\. .+ restore a backup\.$/m);
  },
);

test('so is a PostgreSQL that cannot be reached, and its password is not shown', async () => {
  const port = await freePort();
  const server = await start({ DATABASE_URL: `postgres://game:chalk@127.0.0.1:${port}/classes` });
  expect(await server.ended()).toBe(1);
  const refused = /^Cannot open the database in DATABASE_URL: connect ECONNREFUSED 127.0.0.1:\d+\n$/;
  expect(server.said).toMatch(refused);
});

test('so is a port that is taken', async () => {
  const url = await address(await start());
  const server = await start({ PORT: new URL(url).port });
  expect(await server.ended()).toBe(1);
  expect(server.said).toMatch(/^Cannot listen: .+EADDRINUSE.+\.\n$/);
});
