/** Backup of a live database, and its restore. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { foldEvents as stateOf } from '../../shared/session/evolve.ts';
import { restore } from '../../server/store/sqlite/backup.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import { damage } from '../support/disk/damage.ts';
import { classOnServer, newFolder, TestServer } from '../support/server.ts';

/** Runs a command as `npm run` does: its exit code, and what it says. */
async function run(
  command: 'backup' | 'restore',
  file: string | readonly string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<[number, string]> {
  const script = join(import.meta.dirname, `../../tools/${command}.ts`);
  const child = spawn(process.execPath, [script, file].flat(), {
    env: { ...process.env, DATA_DIR: folder, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return [code, said];
}

function integrityOf(file: string): unknown {
  const database = new Database(file);
  const found = database.pragma('integrity_check', { simple: true });
  database.close();
  return found;
}

/** A server whose session has been played to its end. */
async function playedServer() {
  const { server, session, host } = await classOnServer(1, { rounds: 2, handRounds: 0 });
  await host.ask('start');
  await host.heard('finished');
  return { server, session };
}

test('a copy that is taken while a class plays is whole up to a moment, and is played on in', async () => {
  const { server, session, host, students } = await classOnServer(6, { rounds: 200, handRounds: null });
  await host.ask('start');
  await host.heard('generated');
  const before = host.events.length;
  const copy = join(server.folder, 'copy.sqlite');
  expect(await run('backup', copy, server.folder)).toEqual([0, expect.stringContaining(copy)]);
  await host.until(() => host.events.length > before + 50);
  expect(host.events.every((event) => event.type !== 'finished')).toBe(true);
  for (const student of students) student.plays = false;
  await host.ask('stop');
  await host.heard('finished');

  expect(integrityOf(copy)).toBe('ok');
  expect(statSync(copy).mode & 0o077).toBe(0);
  const store = openSqlite(copy);
  const log = await store.read(session.id, 0);
  await store.close();
  expect(log.length).toBeGreaterThanOrEqual(before);
  expect(log).toEqual(host.events.slice(0, log.length));
  expect(stateOf(log)).toMatchObject({ phase: 'playing' });

  const folder = newFolder();
  expect((await run('restore', copy, folder))[0]).toBe(0);
  const other = await TestServer.start({ folder });
  const again = await Promise.all(students.map(({ key }) => other.student(session, key)));
  const otherHost = await other.host(session);
  await otherHost.until(() => otherHost.events.length > log.length + 50);
  expect(otherHost.events.slice(0, log.length)).toEqual(log);
  expect(again.map(({ view }) => view.you?.player).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a copy overwrites nothing, and leaves nothing where there is no database', async () => {
  const { server } = await playedServer();
  const taken = join(server.folder, 'taken');
  writeFileSync(taken, 'mine');
  const exists = `${taken} already exists; nothing was overwritten.\n`;
  expect(await run('backup', taken, server.folder)).toEqual([1, exists]);
  expect(readFileSync(taken, 'utf8')).toBe('mine');
  const folder = newFolder();
  const copy = join(folder, 'copy');
  expect(await run('backup', copy, folder)).toEqual([1, `No database at ${databaseIn(folder)}.\n`]);
  expect(existsSync(copy)).toBe(false);
});

test('a copy is not put back under a server, and else keeps what it takes the place of', async () => {
  const { server, session } = await playedServer();
  const copy = join(server.folder, 'copy.sqlite');
  await run('backup', copy, server.folder);
  const later = await server.create();
  const database = databaseIn(server.folder);
  const inUse = 'A server is using the database. Stop it first.\n';
  expect(await run('restore', copy, server.folder)).toEqual([1, inUse]);
  expect((await server.fetch(`/api/rooms/${later.code}`)).status).toBe(200);

  await server.stop();
  const old = `${database}.old`;
  expect(await run('restore', copy, server.folder)).toEqual([0, expect.stringContaining(old)]);
  expect(integrityOf(old)).toBe('ok');
  const again = await TestServer.start(server);
  expect((await again.fetch(`/api/rooms/${later.code}`)).status).toBe(404);
  expect((await again.replay(session)).finishedAt).not.toBeNull();
  await again.stop();
  expect((await run('restore', copy, server.folder))[1]).toContain('Move or delete it first.');
  rmSync(old);
  rmSync(database);
  expect((await run('restore', copy, server.folder))[0]).toBe(0);
});

test('where the games are in PostgreSQL it says what copies them', async () => {
  const folder = newFolder();
  for (const command of ['backup', 'restore'] as const) {
    const env = { DATABASE_URL: 'postgres://game:chalk@db.example.org/classes' };
    const [code, said] = await run(command, join(folder, 'copy.sqlite'), folder, env);
    expect([code, said]).toEqual([1, expect.stringContaining('pg_dump')]);
    expect(said).not.toContain('chalk');
  }
  expect(existsSync(join(folder, 'copy.sqlite'))).toBe(false);
});

test('of a damaged database what is whole is saved, and can be restored', async () => {
  const { server, session } = await playedServer();
  const others = [await server.create(), await server.create()];
  await server.stop();
  damage(databaseIn(server.folder), 'events_a');
  const copy = join(server.folder, 'copy');
  const [code, said] = await run('backup', copy, server.folder);
  expect([code, said]).toEqual([1, expect.stringContaining('npm run backup -- --salvage FILE')]);
  expect(existsSync(copy)).toBe(false);
  const [salvaged, report] = await run('backup', ['--salvage', copy], server.folder);
  expect([salvaged, report]).toEqual([0, expect.stringMatching(/^Saved [0-2] of 3 sessions\.\nDamaged/)]);
  const folder = newFolder();
  expect((await run('restore', copy, folder))[0]).toBe(0);
  const again = await TestServer.start({ folder });
  const all = [session, ...others];
  const found = await Promise.all(all.map(({ code }) => again.fetch(`/api/rooms/${code}`)));
  expect(found.filter(({ ok }) => ok)).toHaveLength(Number(/\d/.exec(report)![0]));
});

test('what is no good copy is refused, and nothing is changed', async () => {
  const { server } = await playedServer();
  await server.stop();
  const database = databaseIn(server.folder);
  const before = readFileSync(database);
  const copy = join(server.folder, 'copy');
  const refused = (why: string) => {
    expect(() => restore(copy, database)).toThrow(why);
    expect(readFileSync(database).equals(before)).toBe(true);
  };
  refused(`No file at ${copy}.`);
  writeFileSync(copy, 'a letter');
  refused(`${copy} is not a valid database of this game: file is not a database`);
  writeFileSync(copy, '');
  refused(`${copy} is not a valid database of this game: database is empty`);
  writeFileSync(copy, before);
  truncateSync(copy, before.length - 4096);
  refused('is not a valid database of this game');
});
