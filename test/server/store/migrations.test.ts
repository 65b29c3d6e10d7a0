/** Migrations: databases of every release open, those of later ones are refused. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { TimeSlices } from '../../../server/lib/time-slices.ts';
import { RoomRegistry } from '../../../server/room/registry.ts';
import { codeLife } from '../../../server/store/port.ts';
import { openSqlite } from '../../../server/store/sqlite/sqlite.ts';
import { HandClock } from '../../support/hand-clock.ts';
import { newFile } from '../../support/tmp.ts';
import { TestDevice } from '../../support/rooms.ts';

/**
 * What release 0.1 wrote, with a `HandClock` and three `TestDevice`s whose key hashes are 64 times 0, 1 and 2: a
 * session that was played to its end, and one of three rounds in which each device has played round 0, and the first
 * one its text of round 1. Both have texts of 5 tokens and no beat.
 */
const fixture = join(import.meta.dirname, '../fixtures/release-0.1.sqlite');
const finished = { id: 'gPnEqMGYEVGi0OgbB02pOg', code: 'VXWST' };
const inPlay = { id: 'SekmrTYKdyUu3j7PASiCvg', code: 'JKPMM' };

function copyOfFixture(): string {
  const file = newFile();
  mkdirSync(dirname(file));
  copyFileSync(fixture, file);
  return file;
}

function versionOf(file: string): unknown {
  const database = new Database(file);
  onTestFinished(() => void database.close());
  return database.pragma('user_version', { simple: true });
}

test('a lesson that the first release began is played to its end', async () => {
  const file = copyOfFixture();
  const store = openSqlite(file);
  const clock = new HandClock();
  const fail = (error: unknown) => {
    throw error;
  };
  const logger = pino({ level: 'silent' });
  const rooms = new RoomRegistry({
    store,
    clock,
    logger,
    random: Math.random,
    fail,
    slices: new TimeSlices(clock),
  });
  const room = (await rooms.find(inPlay.code))!;
  expect(room.state).toMatchObject({ phase: 'playing', step: { round: 1, kind: 'generate', left: 2 } });
  const devices = [0, 1, 2].map((key) => new TestDevice(room, String(key).repeat(64)).connect());
  expect(devices.map(({ player }) => player)).toEqual([1, 2, 3]);
  for (let step = 0; step < 4; step++) for (const device of devices) await device.play();
  expect(room.state).toMatchObject({ phase: 'finished', reason: 'rounds' });
  const log = await store.read(inPlay.id, 0);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  expect(log.some((event) => event.type === 'generated' && event.by === 'server')).toBe(false);
  await rooms.drain();
  await store.close();
});

test('what the first release kept is found by code and by the time of its last event', async () => {
  const store = openSqlite(copyOfFixture());
  const [last, other] = await Promise.all(
    [finished, inPlay].map(async ({ id }) => (await store.read(id, 0)).at(-1)!.at),
  );
  expect(await store.byCode(finished.code, last! + codeLife.finished - 1)).toMatchObject(finished);
  expect(await store.byCode(finished.code, last! + codeLife.finished)).toBeNull();
  expect(await store.byCode(inPlay.code, other! + codeLife.unfinished - 1)).toMatchObject(inPlay);
  expect(last).toBeLessThan(other!);
  expect(await store.untouchedSince(last!)).toEqual([]);
  expect(await store.untouchedSince(last! + 1)).toEqual([{ id: finished.id, at: last }]);
  await store.close();
});

test('a new database and one that was brought up are of the same version', async () => {
  const [old, fresh] = [copyOfFixture(), newFile()];
  expect(versionOf(old)).toBe(1);
  for (const file of [old, fresh]) await openSqlite(file).close();
  expect(versionOf(old)).toBe(versionOf(fresh));
});

test('a step that fails leaves the database as it was', () => {
  const file = copyOfFixture();
  const saboteur = new Database(file);
  saboteur.exec("ALTER TABLE sessions ADD COLUMN finished TEXT DEFAULT ''");
  saboteur.close();
  expect(() => openSqlite(file)).toThrow('duplicate column name');
  expect(versionOf(file)).toBe(1);
  const database = new Database(file);
  const columns = database.pragma('table_info(sessions)') as { name: string }[];
  database.close();
  expect(columns.map(({ name }) => name)).not.toContain('last_seq');
});

test('a database that a later release has written is refused in a sentence, and left alone', () => {
  const file = copyOfFixture();
  const later = new Database(file);
  later.pragma('user_version = 99');
  later.close();
  expect(() => openSqlite(file)).toThrow(/^the database was written by a later release .+\.$/);
  expect(versionOf(file)).toBe(99);
});
