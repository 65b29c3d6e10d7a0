/** The SQLite store, and its durability. */
import { cpSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StoreRemoved, type Commit } from '../../../server/store/port.ts';
import { openSqlite } from '../../../server/store/sqlite/sqlite.ts';
import { newFile } from '../../support/tmp.ts';
import { describeStore, end, events, newSession } from './store-contract.ts';

afterEach(() => vi.restoreAllMocks());

describe('SQLite keeps the contract', () => describeStore(async () => openSqlite(newFile())));

describe('SQLite', () => {
  test('keeps everything over a restart', async () => {
    const file = newFile();
    const before = openSqlite(file);
    await newSession(before, 'a');
    await before.append('a', end(1), events(1, 3), [{ player: 1, keyHash: 'k' }]);
    await before.close();
    const after = openSqlite(file);
    expect(await after.read('a', 0)).toHaveLength(4);
    expect(await after.seats('a')).toEqual([{ player: 1, keyHash: 'k' }]);
    expect(await after.append('a', end(4), events(4, 1), [])).toBe('appended');
    await after.close();
  });

  test('writes ahead, and waits for the disk', async () => {
    const pragmas = vi.spyOn(Database.prototype, 'pragma');
    await openSqlite(newFile()).close();
    expect(pragmas.mock.calls.map(([source]) => source)).toContain('synchronous = FULL');
    const read = (name: string) =>
      pragmas.mock.results[pragmas.mock.calls.findLastIndex(([source]) => source === name)]!.value;
    expect(read('synchronous')).toBe(2);
    expect(read('journal_mode')).toBe('wal');
  });

  test('does not start where the disk would not be waited for', () => {
    const pragma = Database.prototype.pragma;
    vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
      const [source, options] = args;
      return pragma.call(this, source.replace('FULL', 'NORMAL'), options);
    });
    expect(() => openSqlite(newFile())).toThrow('synchronous 1');
  });

  test('writes the appends of all rooms in a tick in one transaction', async () => {
    const commits: Commit[] = [];
    const store = openSqlite(newFile(), (commit) => commits.push(commit));
    const rooms = Array.from({ length: 20 }, (_, index) => `room ${index}`);
    for (const id of rooms) await newSession(store, id, id);
    const results = await Promise.all(rooms.map((id) => store.append(id, end(1), events(1, 2), [])));
    expect(new Set(results)).toEqual(new Set(['appended']));
    expect(commits).toMatchObject([{ appends: { length: 20 } }]);
    await store.close();
  });

  test('what comes while the disk is waited for shares the next transaction', async () => {
    const commits: Commit[] = [];
    const store = openSqlite(newFile(), (commit) => commits.push(commit));
    await newSession(store, 'a');
    await newSession(store, 'b', 'GHJKL');
    const first = store.append('a', end(1), events(1, 1), []);
    await new Promise(setImmediate);
    const rest = [store.append('a', end(2), events(2, 1), []), store.append('b', end(1), events(1, 2), [])];
    expect(await Promise.all([first, ...rest])).toEqual(['appended', 'appended', 'appended']);
    expect(commits.map(({ appends }) => appends.map(({ length }) => length))).toEqual([[1], [1, 2]]);
    await store.close();
  });

  test('closing writes what waits, and nothing is written afterwards', async () => {
    const file = newFile();
    const store = openSqlite(file);
    await newSession(store, 'a');
    const written = store.append('a', end(1), events(1, 1), []);
    await store.close();
    expect(await written).toBe('appended');
    await expect(store.append('a', end(2), events(2, 1), [])).rejects.toThrow('exited');
    const next = openSqlite(file);
    expect(await next.read('a', 0)).toHaveLength(2);
    await next.close();
  });

  test('what it cannot hold is refused, and no other room in that transaction notices', async () => {
    const file = newFile();
    const store = openSqlite(file);
    for (const id of ['a', 'b', 'c']) await newSession(store, id, `code ${id}`);
    const administrator = new Database(file);
    administrator.exec(`
      CREATE TRIGGER choosy BEFORE INSERT ON events_a WHEN new.session = 'b' OR new.body LIKE '%code d%'
      BEGIN SELECT raise(ABORT, 'not that'); END`);
    administrator.close();
    const results = ['a', 'b', 'c'].map((id) => store.append(id, end(1), events(1, 2), []));
    expect(await Promise.all(results)).toEqual(['appended', 'refused', 'appended']);
    const lengths = ['a', 'b', 'c'].map(async (id) => (await store.read(id, 0)).length);
    expect(await Promise.all(lengths)).toEqual([3, 1, 3]);
    expect(await newSession(store, 'd', 'code d')).toBe('refused');
    expect(await newSession(store, 'e', 'code e')).toBe('created');
    await store.close();
  });

  test('is not ready while it cannot write, and tries that without leaving anything', async () => {
    const file = newFile();
    const store = openSqlite(file);
    const administrator = new Database(file);
    administrator.exec(
      `CREATE TRIGGER full BEFORE INSERT ON events_a BEGIN SELECT raise(ABORT, 'full'); END`,
    );
    await expect(store.ready()).rejects.toThrow('full');
    administrator.exec('DROP TRIGGER full');
    await expect(store.ready()).resolves.toBeUndefined();
    expect(administrator.prepare('SELECT count(*) FROM events').pluck().get()).toBe(0);
    administrator.close();
    await store.close();
  });

  test('after an error on a commit every append that waits is rejected', async () => {
    const file = newFile();
    const store = openSqlite(file);
    await newSession(store, 'a');
    await newSession(store, 'b', 'CCCCC');
    const saboteur = new Database(file);
    saboteur.exec('DROP TABLE seats_a');
    saboteur.close();
    const good = store.append('a', end(1), events(1, 1), []);
    const bad = store.append('b', end(1), events(1, 1), [{ player: 1, keyHash: 'k' }]);
    await expect(good).rejects.toThrow('seats');
    await expect(bad).rejects.toThrow('seats');
    expect(await store.read('a', 0)).toHaveLength(1);
  });

  test('is opened once at a time, and again after it was closed or did not open', async () => {
    const file = newFile();
    const store = openSqlite(file);
    expect(() => openSqlite(file)).toThrow('another server is using it');
    await store.close();
    const later = new Database(file);
    later.pragma('user_version = 99');
    later.close();
    for (let time = 0; time < 2; time++) expect(() => openSqlite(file)).toThrow('a later release');
  });

  test.each([
    ['its folder is removed', (file: string) => rmSync(dirname(file), { recursive: true })],
    ['its folder is moved', (file: string) => renameSync(dirname(file), `${dirname(file)}.old`)],
    ['its write-ahead log is removed', (file: string) => rmSync(`${file}-wal`)],
    [
      'another database takes its place',
      (file: string) => cpSync(file, `${file}.copy`) ?? renameSync(`${file}.copy`, file),
    ],
  ])('confirms nothing any more once %s', async (_what, remove) => {
    const file = newFile();
    const store = openSqlite(file);
    await newSession(store, 'a');
    remove(file);
    const results = await Promise.allSettled([
      store.append('a', end(1), events(1, 1), []),
      newSession(store, 'b', 'CCCCC'),
      store.read('a', 0),
      store.ready(),
      store.delete('a'),
    ]);
    const reasons = results.map(
      (result) => result.status === 'rejected' && result.reason instanceof StoreRemoved,
    );
    expect(reasons).toEqual([true, true, true, true, true]);
    await store.close();
  });
});
