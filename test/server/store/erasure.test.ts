/** Traces of deleted sessions in SQLite's files: none. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { backUp } from '../../../server/store/sqlite/backup.ts';
import { openSqlite } from '../../../server/store/sqlite/sqlite.ts';
import type { Store } from '../../../server/store/port.ts';
import { bytesIn, newFile } from '../../support/tmp.ts';
import { createdAt, end, sessionRow } from './store-contract.ts';

afterEach(() => vi.restoreAllMocks());

/** Every byte of the database's files. */
const bytesOf = (file: string) => bytesIn(dirname(file));

const nameOf = (id: string) => `Name of ${id}.`;
const textOf = (id: string) => `text of ${id}.`;

/** Events that bear a name or a text which are found again. */
function played(id: string, after: number, count: number, uniform: () => number): SessionEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = after + 1 + index;
    if (index === 0)
      return { seq, at: 2_000, type: 'joined', player: seq, name: nameOf(id), bot: false, team: null };
    const tokens = textOf(id) + '01'.repeat(Math.floor(uniform() * (uniform() < 0.3 ? 500 : 10)));
    return { seq, at: 2_000, type: 'generated', rollout: 0, round: seq, by: 1, tokens };
  });
}

/** Sessions that are played at the same time, as on any server: their rows share pages. */
class Sessions {
  readonly #store: Store;
  readonly #uniform: () => number;
  /** how long the log of each is */
  readonly #seqs = new Map<string, number>();

  constructor(store: Store, seed: number) {
    this.#store = store;
    this.#uniform = uniforms(seed);
  }

  get ids(): string[] {
    return [...this.#seqs.keys()];
  }

  async open(): Promise<string> {
    const id = `session ${Math.floor(this.#uniform() * 1e9)}`;
    await this.#store.create(sessionRow(id, id), createdAt(1_000, id));
    await this.#store.keepAddress(id, `address of ${id}.`);
    this.#seqs.set(id, 1);
    return id;
  }

  /** Some of the classes play a few turns, all in one transaction. */
  async play(): Promise<void> {
    const playing = this.ids.filter(() => this.#uniform() < 0.5);
    await Promise.all(playing.map((id) => this.playIn(id, 1 + Math.floor(this.#uniform() * 30))));
  }

  async playIn(id: string, count: number): Promise<void> {
    const seq = this.#seqs.get(id)!;
    this.#seqs.set(id, seq + count);
    const events = played(id, seq, count, this.#uniform);
    await this.#store.append(id, end(seq), events, [{ player: seq, keyHash: `key of ${id}.` }]);
  }

  /** Deletes one of them. */
  async delete(): Promise<string> {
    const id = this.ids[Math.floor(this.#uniform() * this.#seqs.size)]!;
    this.#seqs.delete(id);
    await this.#store.delete(id);
    return id;
  }
}

/** A new database, which is closed after the test. */
function open(seed = 1) {
  const file = newFile();
  const store = openSqlite(file);
  onTestFinished(() => store.close());
  return { file, store, sessions: new Sessions(store, seed) };
}

/** Somebody else's reading, as of a backup, which holds the write-ahead log as it is. */
function readerOf(file: string): Database.Database {
  const reader = new Database(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  return reader;
}

/** Which of some sessions have left a trace. */
const tracesOf = (ids: readonly string[], file: string) => {
  const bytes = bytesOf(file);
  return ids.filter((id) => bytes.includes(id));
};

/** Classes play and are deleted for days. @returns the deleted ones */
async function playFor(days: number, sessions: Sessions): Promise<string[]> {
  const deleted: string[] = [];
  for (let day = 0; day < days; day++) {
    await sessions.open();
    await sessions.play();
    if (day % 2 === 1) deleted.push(await sessions.delete());
  }
  return deleted;
}

/** Copies a database in the midst of an erasure, as a server that is killed leaves it. @returns the copy's path */
async function killInErasure(file: string): Promise<string> {
  const observer = new Database(file);
  const isHalfWay = observer.prepare(
    'SELECT EXISTS (SELECT 1 FROM events_a) AND EXISTS (SELECT 1 FROM events_b)',
  );
  await vi.waitUntil(() => {
    observer.exec('BEGIN IMMEDIATE');
    if (isHalfWay.pluck().get() === 1) return true;
    observer.exec('ROLLBACK');
    return false;
  });
  const copy = newFile();
  mkdirSync(dirname(copy));
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end);
  observer.close();
  return copy;
}

test('neither a name nor a text nor a key of a deleted session is left in any file', async () => {
  const { file, store, sessions } = open();
  const deleted = await playFor(40, sessions);
  expect(tracesOf(deleted, file)).toEqual(deleted);
  await store.scrub();
  expect(tracesOf(deleted, file)).toEqual([]);
  expect(tracesOf(sessions.ids, file)).toEqual(sessions.ids);
  expect(readFileSync(`${file}-wal`)).toHaveLength(0);
});

test('whatever was played, and in whatever order it was deleted, nothing is left', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const { file, store, sessions } = open(seed);
    const deleted = await playFor(4 + 2 * seed, sessions);
    if (seed % 2 === 0) await store.scrub();
    deleted.push(...(await playFor(4, sessions)));
    while (sessions.ids.length > 0) deleted.push(await sessions.delete());
    await store.scrub();
    expect(tracesOf(deleted, file)).toEqual([]);
  }
});

test('it is not enough to delete the rows: pages keep copies of rows that SQLite has moved away', async () => {
  const { file, sessions } = open();
  const deleted = await playFor(40, sessions);
  const rows = new Database(file);
  rows.pragma('secure_delete = ON');
  for (const table of ['events_a', 'seats_a'])
    rows.exec(`DELETE FROM ${table} WHERE session NOT IN (SELECT id FROM sessions)`);
  rows.pragma('wal_checkpoint(TRUNCATE)');
  rows.close();
  expect(tracesOf(deleted, file)).not.toEqual([]);
});

test('while it is erased classes play on, sessions are opened, and others are deleted', async () => {
  const { file, store, sessions } = open();
  const deleted = await playFor(20, sessions);
  for (const id of sessions.ids) await sessions.playIn(id, 1_000);
  const before = new Map<string, SessionEvent[]>();
  for (const id of sessions.ids) before.set(id, await store.read(id, 0));
  const over = new AbortController();
  const erasure = store.scrub().finally(() => over.abort());
  let acknowledged = 0;
  while (!over.signal.aborted) {
    await Promise.all(sessions.ids.map((id) => sessions.playIn(id, 1)));
    if (!over.signal.aborted) acknowledged++;
    if (acknowledged === 2) deleted.push(await sessions.delete());
    if (acknowledged === 4) await sessions.open();
  }
  await erasure;
  expect(acknowledged).toBeGreaterThan(4);
  expect(tracesOf(deleted, file)).toEqual([]);
  for (const id of sessions.ids) {
    const log = await store.read(id, 0);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const known = before.get(id) ?? [];
    expect(log.slice(0, known.length)).toEqual(known);
    expect(await store.byCode(id, 3_000)).toEqual(sessionRow(id, id));
  }
});

test('many deletions are erased in one run', async () => {
  const { file, store, sessions } = open();
  const deleted = await playFor(20, sessions);
  await store.scrub();
  const database = new Database(file);
  onTestFinished(() => void database.close());
  const count = deleted.length;
  const progress = { target: 'b', requested: count, begun: count, done: count };
  expect(database.prepare('SELECT * FROM erasure').all()).toEqual([progress]);
});

test('erasure waits for somebody who still reads what is deleted, and writes go on meanwhile', async () => {
  const { file, store, sessions } = open();
  await sessions.playIn(await sessions.open(), 20);
  const reader = readerOf(file);
  let isErased = false;
  const id = await sessions.delete();
  const erasure = store.scrub().finally(() => (isErased = true));
  await sessions.playIn(await sessions.open(), 1);
  expect(isErased).toBe(false);
  reader.close();
  await erasure;
  expect(bytesOf(file)).not.toContain(id);
});

test('what a killed server left of an erasure is erased by the next one', async () => {
  const { file, store, sessions } = open();
  const deleted = await playFor(40, sessions);
  const erasure = store.scrub();
  const killed = await killInErasure(file);
  await erasure;
  expect(tracesOf(deleted, killed)).not.toEqual([]);
  const next = openSqlite(killed);
  const logs = (from: Store) => Promise.all(sessions.ids.map((id) => from.read(id, 0)));
  expect(await logs(next)).toEqual(await logs(store));
  await next.scrub();
  expect(tracesOf(deleted, killed)).toEqual([]);
  expect(await logs(next)).toEqual(await logs(store));
  await next.close();
});

test('what is left in a database of an older release is erased by the first run', async () => {
  const file = newFile();
  mkdirSync(dirname(file));
  copyFileSync(join(import.meta.dirname, '../fixtures/release-0.1.sqlite'), file);
  const store = openSqlite(file);
  await store.scrub();
  const database = new Database(file);
  expect(database.prepare('SELECT count(*) FROM events_a').pluck().get()).toBe(0);
  database.close();
  await store.close();
});

test('a backup leaves out what was deleted and is not erased yet', async () => {
  const { file, sessions } = open();
  const deleted = await playFor(10, sessions);
  const copy = join(dirname(file), 'copy');
  backUp(file, copy);
  const bytes = readFileSync(copy, 'latin1');
  expect(deleted.filter((id) => bytes.includes(id))).toEqual([]);
  expect(sessions.ids.filter((id) => bytes.includes(id))).toEqual(sessions.ids);
});

test('SQLite does not start where it would not overwrite what is deleted', () => {
  const pragma = Database.prototype.pragma;
  vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
    const [source, options] = args;
    return pragma.call(this, source.replace('secure_delete = ON', 'secure_delete = OFF'), options);
  });
  expect(() => openSqlite(newFile())).toThrow('secure_delete 0');
});
