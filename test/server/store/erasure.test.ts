/** Traces of deleted sessions in SQLite's files: none. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { openSqlite } from '../../../server/store/sqlite/sqlite.ts';
import type { Store } from '../../../server/store/port.ts';
import { bytesIn, newFile } from '../../support/tmp.ts';
import { createdAt, sessionRow } from './store-contract.ts';

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
  readonly #uniform = uniforms(1);
  /** how long the log of each is */
  readonly #seqs = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  get ids(): string[] {
    return [...this.#seqs.keys()];
  }

  async open(): Promise<string> {
    const id = `session ${Math.floor(this.#uniform() * 1e9)}`;
    await this.#store.create(sessionRow(id, id), createdAt(1_000, id));
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
    await this.#store.append(id, seq, events, [{ player: seq, keyHash: `key of ${id}.` }]);
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
function open() {
  const file = newFile();
  const store = openSqlite(file);
  onTestFinished(() => store.close());
  return { file, store, sessions: new Sessions(store) };
}

test('neither a name nor a text nor a key of a deleted session is left in any file', async () => {
  const { file, store, sessions } = open();
  const deleted: string[] = [];
  for (let day = 0; day < 40; day++) {
    await sessions.open();
    await sessions.play();
    if (day % 2 === 1) deleted.push(await sessions.delete());
  }
  const leftOf = (ids: string[], bytes = bytesOf(file)) => ids.filter((id) => bytes.includes(id));
  // This is why there is a scrub: without it pages keep copies of rows that SQLite has moved away.
  expect(leftOf(deleted)).not.toEqual([]);
  await store.scrub();
  expect(leftOf(deleted)).toEqual([]);
  expect(leftOf(sessions.ids)).toEqual(sessions.ids);
});

test('the write-ahead log is empty as soon as a session is deleted', async () => {
  const { file, sessions } = open();
  await sessions.playIn(await sessions.open(), 20);
  const [id] = sessions.ids as [string];
  expect(readFileSync(`${file}-wal`, 'latin1')).toContain(nameOf(id));
  await sessions.delete();
  expect(readFileSync(`${file}-wal`)).toHaveLength(0);
  expect(bytesOf(file)).not.toContain(id);
});

/** Somebody else's reading, as of a backup, which holds the write-ahead log as it is. */
function readerOf(file: string): Database.Database {
  const reader = new Database(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  return reader;
}

test('a deletion waits for somebody who still reads what is deleted, and writes go on meanwhile', async () => {
  const { file, sessions } = open();
  await sessions.playIn(await sessions.open(), 20);
  const reader = readerOf(file);
  let isDone = false;
  const deletion = sessions.delete().finally(() => (isDone = true));
  await sessions.playIn(await sessions.open(), 1);
  expect(isDone).toBe(false);
  reader.close();
  const id = await deletion;
  expect(bytesOf(file)).not.toContain(id);
});

test('what a killed server left of a deletion is cleared at the next start', async () => {
  const { file, store, sessions } = open();
  const id = await sessions.open();
  await sessions.playIn(id, 20);
  const reader = readerOf(file);
  const deletion = sessions.delete();
  await vi.waitUntil(async () => (await store.session(id)) === null);
  const killed = join(dirname(file), 'killed');
  mkdirSync(killed);
  for (const end of ['', '-wal']) copyFileSync(file + end, join(killed, `test.sqlite${end}`));
  expect(bytesOf(join(killed, 'test.sqlite'))).toContain(id);
  const next = openSqlite(join(killed, 'test.sqlite'));
  expect(bytesOf(join(killed, 'test.sqlite'))).not.toContain(id);
  await next.close();
  reader.close();
  await deletion;
});

test('SQLite does not start where it would not overwrite what is deleted', () => {
  const pragma = Database.prototype.pragma;
  vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
    const [source, options] = args;
    return pragma.call(this, source.replace('secure_delete = ON', 'secure_delete = OFF'), options);
  });
  expect(() => openSqlite(newFile())).toThrow('secure_delete 0');
});
