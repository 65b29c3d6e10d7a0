/** Erasure of large sessions from SQLite's files, beside a class that plays and a reader that holds the log. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { createSession } from '../../shared/session/rules/decide.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { LogEnd, Store } from '../../server/store/port.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';

/** Events of the longest text; each takes two pages of 4 kB, or most of two. */
const textLength = 1_000;
const eventsAtOnce = 250;
const secret = '0'.repeat(32);

/** @param megabytes of eight sessions that are deleted; a ninth, as large as each of them, stays */
export async function eraseSessions(megabytes: number) {
  using folder = temporaryFolder();
  const file = databaseIn(folder.path);
  const store = openSqlite(file);
  const ids = Array.from({ length: 9 }, (_, index) => `session number ${index}`);
  for (const id of ids) await openSession(store, id);
  const events = Math.round((megabytes * 1e6) / 8 / 4_400 / eventsAtOnce) * eventsAtOnce;
  // at the same time, as on any server: their rows share pages
  for (let after = 1; after < events; after += eventsAtOnce)
    for (const id of ids)
      await store.append(id, { seq: after, at: after === 1 ? 1_000 : 2_000 }, texts(id, after), []);
  const deleted = ids.slice(0, 8);
  const kept = await store.read(ids[8]!, 0);
  const play = new Player(store);
  await openSession(store, play.id);
  const before = await play.during(() => setTimeout(10_000));
  const began = performance.now();
  for (const id of deleted) await store.delete(id);
  const deletedAfter = performance.now() - began;
  const reader = new Database(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM sessions').get();
  void setTimeout(20_000).then(() => reader.close());
  const during = await play.during(() => store.scrub());
  const erasedAfter = performance.now() - began;
  const isKept = JSON.stringify(await store.read(ids[8]!, 0)) === JSON.stringify(kept);
  const traces = deleted.filter((id) => isIn(dirname(file), id)).length;
  await store.close();
  return { before, during, deletedAfter, erasedAfter, traces, isKept, deleted: deleted.length };
}

function openSession(store: Store, id: string) {
  const config = { config: defaultConfig, title: '', code: id, secret, secretGiven: false };
  return store.create({ id, code: id, secret, hostKeyHash: 'ab'.repeat(32) }, createSession(config, 1_000));
}

function texts(id: string, after: number): SessionEvent[] {
  return Array.from({ length: eventsAtOnce }, (_, index) => {
    const tokens = `text of ${id} `.padEnd(textLength, '01');
    return { seq: after + 1 + index, at: 2_000, type: 'generated', rollout: 0, round: 0, by: 1, tokens };
  });
}

/** A session to which events are appended one after the other. */
class Player {
  readonly id = 'a class that plays';
  readonly #store: Store;
  #last: LogEnd = { seq: 1, at: 1_000 };

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns milliseconds from each append to its acknowledgement, as long as something else runs */
  async during(run: () => Promise<unknown>): Promise<number[]> {
    const times: number[] = [];
    const over = new AbortController();
    const end = run().finally(() => over.abort());
    while (!over.signal.aborted) {
      const began = performance.now();
      const event = { seq: this.#last.seq + 1, at: 3_000, type: 'locked', locked: true } as const;
      await this.#store.append(this.id, this.#last, [event], []);
      this.#last = event;
      times.push(performance.now() - began);
      await setTimeout(5);
    }
    await end;
    return times;
  }
}

/** Whether a text is in any file of a folder. */
function isIn(folder: string, text: string): boolean {
  const buffer = Buffer.alloc(64e6);
  return readdirSync(folder).some((name) => {
    const descriptor = openSync(join(folder, name), 'r');
    try {
      for (let at = 0, count; (count = readSync(descriptor, buffer, 0, buffer.length, at)) > 0;) {
        if (buffer.subarray(0, count).includes(text)) return true;
        if (count < buffer.length) return false;
        at += count - text.length;
      }
      return false;
    } finally {
      closeSync(descriptor);
    }
  });
}
