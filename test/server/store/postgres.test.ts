/** The PostgreSQL store: durability, several servers, outages. */
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { StoreUnavailable, type Commit, type Store } from '../../../server/store/port.ts';
import { openPostgres } from '../../../server/store/postgres/postgres.ts';
import { PostgresServer } from '../../support/process/postgres-server.ts';
import { createdAt, describeStore, end, events, newSession, sessionRow } from './store-contract.ts';

let server: PostgresServer;
beforeAll(async () => void (server = await PostgresServer.start()));
afterAll(() => server[Symbol.asyncDispose]());

/** Opens a store that is closed after the test. */
async function open(url: string, committed?: (commit: Commit) => void, log = pino({ level: 'silent' })) {
  const store = await openPostgres(url, log, committed);
  let closing: Promise<void> | null = null;
  const close = store.close.bind(store);
  store.close = () => (closing ??= close());
  onTestFinished(() => store.close());
  return store;
}

/** Two servers' stores on one new database. */
async function two(): Promise<[Store, Store]> {
  const url = await server.emptied();
  return [await open(url), await open(url)];
}

/** As many sessions as asked for, each with its first event. @returns their ids */
async function sessions(store: Store, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `session ${index}`);
  for (const id of ids) await newSession(store, id, id);
  return ids;
}

describe('PostgreSQL keeps the contract', () => describeStore(async () => open(await server.emptied())));

describe('appends', () => {
  test('of all rooms in a tick are one statement, and each is told its own conflict', async () => {
    const commits: Commit[] = [];
    const store = await open(await server.emptied(), (commit) => commits.push(commit));
    const ids = await sessions(store, 30);
    await store.append(ids[7]!, end(1), events(1, 1), []);
    commits.length = 0;
    const results = await Promise.all(ids.map((id) => store.append(id, end(1), events(1, 2), [])));
    expect(results.flatMap((result, index) => (result === 'conflict' ? [index] : []))).toEqual([7]);
    expect(commits.map(({ appends }) => appends.length)).toEqual([29]);
  });

  test('that build on each other are written one after the other', async () => {
    const [store] = await two();
    await sessions(store, 1);
    const appends = [1, 2, 3].map((after) => store.append('session 0', end(after), events(after, 1), []));
    expect(await Promise.all(appends)).toEqual(['appended', 'appended', 'appended']);
    expect(await store.read('session 0', 0)).toHaveLength(4);
  });

  test('of two servers to the same rooms: one wins in each', async () => {
    const stores = await two();
    const ids = await sessions(stores[0], 40);
    for (let after = 1; after <= 20; after++) {
      const results = await Promise.all(
        stores.map((store, index) => {
          const order = index === 0 ? ids : ids.toReversed();
          return Promise.all(order.map((id) => store.append(id, end(after), events(after, 1), [])));
        }),
      );
      const [one, other] = [results[0]!, results[1]!.toReversed()];
      expect(ids.filter((_, room) => one[room] === other[room])).toEqual([]);
    }
    for (const id of ids) expect(await stores[1].read(id, 0)).toHaveLength(21);
  });

  test('of two servers that ask in opposite orders never wait for each other in a circle', async () => {
    const stores = await two();
    const ids = await sessions(stores[0], 3);
    // among so many PostgreSQL would go through the appends as they come
    await server.ask(`
      INSERT INTO sessions SELECT 'other ' || n, 'none', '', '', 1, 0, TRUE FROM generate_series(1, 50000) AS n;
      ANALYZE sessions`);
    const holder = new pg.Client(server.url);
    await holder.connect();
    await holder.query(`BEGIN; SELECT FROM sessions WHERE id = '${ids[1]}' FOR UPDATE`);
    const appends = stores.flatMap((store, index) =>
      (index === 0 ? ids : ids.toReversed()).map((id) => store.append(id, end(1), events(1, 1), [])),
    );
    const waiting = async () => (await server.ask('SELECT FROM pg_locks WHERE NOT granted')).length;
    await vi.waitUntil(async () => (await waiting()) === 2, 10_000);
    await holder.end();
    const results = await Promise.all(appends);
    expect(results.toSorted()).toEqual([...Array(3).fill('appended'), ...Array(3).fill('conflict')]);
  });

  test('bring back whatever a name or a title can hold', async () => {
    const [store] = await two();
    const title = 'a\u0000b \ud800 \\u0000 " \' 🦊 {1,2}';
    const created = { ...createdAt(1_000), title } as ReturnType<typeof createdAt>;
    await store.create(sessionRow('a'), created);
    const renamed = { ...created, seq: 2 };
    expect(await store.append('a', end(1), [renamed], [])).toBe('appended');
    expect(await store.read('a', 0)).toEqual([created, renamed]);
  });
});

describe('two servers', () => {
  test('hear of what the other one writes', async () => {
    const [one, other] = await two();
    await sessions(one, 2);
    const heard: number[] = [];
    other.watch('session 1', (seq) => heard.push(seq));
    await one.append('session 0', end(1), events(1, 1), []);
    await one.append('session 1', end(1), events(1, 3), []);
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual([4]);
  });

  test('hear that a session is deleted', async () => {
    const [one, other] = await two();
    await sessions(one, 1);
    const heard: number[] = [];
    other.watch('session 0', (seq) => heard.push(seq));
    await one.delete('session 0');
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual([Infinity]);
  });

  test('never give one code to two sessions', async () => {
    const stores = await two();
    const creating = Array.from({ length: 20 }, (_, i) => newSession(stores[i % 2]!, `session ${i}`));
    const results = await Promise.all(creating);
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
  });

  test('that start at the same moment make the schema once', async () => {
    const url = await server.emptied();
    const stores = await Promise.all(Array.from({ length: 5 }, () => open(url)));
    await Promise.all(stores.map((store) => store.ready()));
    expect(await server.ask('SELECT version FROM schema_version')).toEqual([{ version: expect.any(Number) }]);
  });
});

describe('it does not start', () => {
  test('on a database of a later release', async () => {
    const url = await server.emptied();
    await (await open(url)).close();
    await server.ask('UPDATE schema_version SET version = 1000');
    const why = 'the database was written by a later release (schema version 1000';
    await expect(open(url)).rejects.toThrow(why);
  });

  test('where what is committed would not wait for the disk', async () => {
    await using careless = await PostgresServer.start('fsync=off');
    const why = 'commits would not be durable: fsync is off. Set it to on.';
    await expect(open(careless.url)).rejects.toThrow(why);
  });
});

test('what the database’s owner sets for others does not make commits less durable', async () => {
  const url = await server.emptied();
  await server.ask('ALTER DATABASE postgres SET synchronous_commit = off');
  onTestFinished(async () => void (await server.ask('ALTER DATABASE postgres RESET synchronous_commit')));
  await expect(open(url)).resolves.toBeDefined();
});

test('what is deleted leaves the tables no larger after a scrub', async () => {
  const url = await server.emptied();
  const store = await open(url);
  await sessions(store, 2);
  await store.append('session 0', end(1), events(1, 500), []);
  await store.delete('session 0');
  await store.scrub();
  const [left] = await server.ask(
    `SELECT (SELECT count(*) FROM events)::int AS events, pg_relation_size('events')::int AS bytes`,
  );
  expect(left).toEqual({ events: 1, bytes: 8192 });
});

describe('while PostgreSQL is restarted', () => {
  test('what is asked is unanswered, and afterwards everything goes on', async () => {
    const lines: { msg: string }[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line) as { msg: string });
    const log = pino({}, { write });
    const url = await server.emptied();
    const store = await open(url, () => {}, log);
    const ids = await sessions(store, 20);
    const heard: number[] = [];
    store.watch(ids[3]!, (seq) => heard.push(seq));
    await server.stop();
    const asked = [...ids.map((id) => store.append(id, end(1), events(1, 1), [])), store.read(ids[0]!, 0)];
    for (const result of await Promise.allSettled([...asked, store.ready(), store.delete('session 0')]))
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    await server.start();
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual([Infinity]);
    const appended = await Promise.all(ids.map((id) => store.append(id, end(1), events(1, 1), [])));
    expect(new Set(appended)).toEqual(new Set(['appended']));
    const told = ['PostgreSQL unavailable; retrying', 'PostgreSQL available again'];
    expect(lines.map(({ msg }) => msg)).toEqual(told);
    expect(JSON.stringify(lines)).not.toMatch(/secret|session \d/);
  });

  test('an append is written or not, whatever its server heard of it', async () => {
    const url = await server.emptied();
    const store = await open(url);
    await sessions(store, 1);
    let after = 1;
    let unanswered = 0;
    let restarting: Promise<void> | null = null;
    for (let commits = 0; unanswered === 0 || restarting !== null;) {
      if (++commits === 20)
        restarting = server
          .stop()
          .then(() => server.start())
          .finally(() => (restarting = null));
      try {
        const result = await store.append('session 0', end(after), events(after, 1), []);
        if (result === 'appended') after += 1;
        else after = (await store.read('session 0', 0)).length;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
        unanswered++;
      }
    }
    // a server that could not be reached is not asked again at once
    const log = await vi.waitFor(() => store.read('session 0', 0), 10_000);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect([after, after + 1]).toContain(log.length);
  });
});
