/** Damaged pages in SQLite's file: they harm what is on them, and nothing else. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createSession } from '../../../shared/session/rules/decide.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import { DataDamaged } from '../../../server/store/port.ts';
import { backUp, backUpWhole } from '../../../server/store/sqlite/backup.ts';
import { openSqlite } from '../../../server/store/sqlite/sqlite.ts';
import { damage } from '../../support/disk/damage.ts';
import { secret } from '../../support/session/classroom.ts';
import { newFile } from '../../support/tmp.ts';
import { end, events, sessionRow } from './store-contract.ts';

/** A database with as many sessions, `session 000` and on, each of as many events. */
async function filled(count: number, length: number) {
  const file = newFile();
  const store = openSqlite(file);
  const ids = Array.from({ length: count }, (_, index) => `session ${String(index).padStart(3, '0')}`);
  for (const id of ids) {
    const session = { config: defaultConfig, title: '', code: id, secret, secretGiven: false };
    await store.create(sessionRow(id, id), createSession(session, 1_000));
    await store.append(id, end(1), events(1, length - 1), [{ player: 1, keyHash: `key of ${id}` }]);
  }
  await store.close();
  return { file, ids };
}

async function open(file: string) {
  const store = openSqlite(file);
  onTestFinished(() => store.close());
  return store;
}

/** How a session's log is read: how many events, or by which error not. */
const readings = (store: Awaited<ReturnType<typeof open>>, ids: readonly string[]) =>
  Promise.all(
    ids.map((id) =>
      store.read(id, 0).then(
        ({ length }) => length,
        (error: Error) => error.name,
      ),
    ),
  );

test('a damaged page of the events: its session cannot be read, others are played, and it can be deleted', async () => {
  const { file, ids } = await filled(3, 200);
  damage(file, 'events_a', 'first');
  const store = await open(file);
  expect(await readings(store, ids)).toEqual(['DataDamaged', 200, 200]);
  expect(await store.append(ids[1]!, end(200), events(200, 1), [])).toBe('appended');
  expect(await store.delete(ids[0]!)).toBe(true);
  expect(await store.session(ids[0]!)).toBeNull();
  await expect(store.scrub()).rejects.toThrow(DataDamaged);
  expect(await store.append(ids[1]!, end(201), events(201, 1), [])).toBe('appended');
  expect(await readings(store, ids.slice(1))).toEqual([202, 200]);
});

test('a damaged page of the sessions: those on it can be neither found nor deleted, others can', async () => {
  const { file, ids } = await filled(60, 2);
  damage(file, 'sessions_a', 'first');
  const store = await open(file);
  await expect(store.session(ids[0]!)).rejects.toThrow(DataDamaged);
  await expect(store.delete(ids[0]!)).rejects.toThrow(DataDamaged);
  await expect(store.untouchedSince(5_000)).rejects.toThrow(DataDamaged);
  expect(await store.delete(ids[59]!)).toBe(true);
  expect(await store.append(ids[58]!, end(2), events(2, 1), [])).toBe('appended');
});

test.each([
  ['events_a', 'middle', 200],
  ['seats_a', 'first', 2],
  ['sessions_a', 'first', 2],
  ['sessions_a', 'middle', 2],
] as const)(
  'of a database with a damaged page of %s (%s) every other session is saved',
  async (table, which, length) => {
    const { file, ids } = await filled(table === 'events_a' ? 5 : 120, length);
    damage(file, table, which);
    const copy = join(dirname(file), 'copy');
    expect(() => backUp(file, copy)).toThrow(DataDamaged);
    expect(existsSync(copy)).toBe(false);
    const { saved, lost } = backUpWhole(file, copy);
    expect(saved + lost.length).toBe(ids.length);
    expect(lost.length).toBeGreaterThan(0);
    expect(saved).toBeGreaterThan(ids.length / 3);
    const store = await open(copy);
    for (const id of ids.filter((id) => !lost.includes(id))) {
      expect(await store.session(id)).toEqual(sessionRow(id, id));
      expect(await store.byCode(id, 3_000)).toMatchObject({ id });
      expect(await store.read(id, 0)).toHaveLength(length);
      expect(await store.seats(id)).toEqual([{ player: 1, keyHash: `key of ${id}` }]);
      expect(await store.append(id, end(length), events(length, 1), [])).toBe('appended');
    }
  },
);

test('a session that lacks events, or has one that cannot be read, is not saved', async () => {
  const { file, ids } = await filled(4, 10);
  const saboteur = new Database(file);
  saboteur.prepare('DELETE FROM events_a WHERE session = ? AND seq = 10').run(ids[0]);
  saboteur.prepare('DELETE FROM events_a WHERE session = ? AND seq = 5').run(ids[1]);
  saboteur.prepare(`UPDATE events_a SET body = '{"loc' WHERE session = ? AND seq = 5`).run(ids[2]);
  saboteur.close();
  expect(backUpWhole(file, join(dirname(file), 'copy'))).toEqual({ saved: 1, lost: ids.slice(0, 3) });
});
