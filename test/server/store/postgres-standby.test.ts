/** PostgreSQL with a standby: what is acknowledged is on both, and either may fail. */
import pino from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { StoreUnavailable, type Store } from '../../../server/store/port.ts';
import { openPostgres } from '../../../server/store/postgres/postgres.ts';
import { PostgresServer, urlOf } from '../../support/process/postgres-server.ts';
import { end, events, newSession } from './store-contract.ts';

const silent = pino({ level: 'silent' });

/** Connections that the documentation grants each server. */
const connections = 11;

async function pair() {
  const primary = await PostgresServer.start();
  onTestFinished(() => primary[Symbol.asyncDispose]());
  const standby = await PostgresServer.standbyOf(primary);
  onTestFinished(() => standby[Symbol.asyncDispose]());
  const open = async () => {
    const store = await openPostgres(urlOf(primary, standby), silent);
    onTestFinished(() => store.close());
    return store;
  };
  return { primary, standby, open };
}

async function synchronousPair() {
  const servers = await pair();
  await servers.primary.replicateSynchronously();
  return servers;
}

const waiting = `FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;

/** Appends until it is told whether that is written. */
async function insist(store: Store, ...append: Parameters<Store['append']>) {
  for (;;)
    try {
      return await store.append(...append);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

describe('while a synchronous standby is away', () => {
  test('two servers keep the number of their connections, however often they are asked', async () => {
    const { primary, standby, open } = await synchronousPair();
    const stores = [await open(), await open()];
    const ids = Array.from({ length: 12 }, (_, index) => `session ${index}`);
    for (const id of ids) await newSession(stores[0]!, id, id);
    await standby.stop();
    const isBack = new AbortController();
    onTestFinished(() => isBack.abort());
    let most = 0;
    const refused = stores.map(() => 0);
    const asking = stores.flatMap((store, index) =>
      ids.map(async (id, place) => {
        while (!isBack.signal.aborted) {
          const what = place % 3 === 0 ? newSession(store, `${id} of ${index}`, `${id} ${index}`) : null;
          await (what ?? store.append(id, end(1), events(1, 1), [])).catch(() => refused[index]!++);
          await store.read(id, 0).catch(() => {});
        }
      }),
    );
    await vi.waitUntil(
      async () => {
        const rows = await primary.ask(
          `SELECT FROM pg_stat_activity WHERE application_name = 'token-telephone'`,
        );
        most = Math.max(most, rows.length);
        return refused.every((count) => count > 300);
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(most).toBeLessThanOrEqual(2 * connections);
    for (const store of stores) await expect(store.ready()).rejects.toBeInstanceOf(StoreUnavailable);
    isBack.abort();
    await standby.start();
    await Promise.all(asking);
    for (const id of ids) {
      const { length } = await stores[1]!.read(id, 0);
      expect(await insist(stores[0]!, id, end(length), events(length, 1), [])).toBe('appended');
    }
    for (const store of stores) await expect(store.ready()).resolves.toBeUndefined();
  }, 120_000);

  test.each([
    ['is cancelled', (primary: PostgresServer) => primary.ask(`SELECT pg_cancel_backend(pid) ${waiting}`)],
    ['is ended', (primary: PostgresServer) => primary.ask(`SELECT pg_terminate_backend(pid) ${waiting}`)],
    ['ends with the server', (primary: PostgresServer) => primary.stop().then(() => primary.start())],
  ])(
    'an append whose wait %s can be read, and is confirmed only once the standby has it',
    async (_, give) => {
      const { primary, standby, open } = await synchronousPair();
      const store = await open();
      await newSession(store, 'a');
      await standby.stop();
      const lost = store.append('a', end(1), events(1, 1), []);
      void lost.catch(() => {});
      await vi.waitUntil(async () => (await primary.ask(`SELECT ${waiting}`)).length === 1, 10_000);
      await give(primary);
      await expect(lost).rejects.toBeInstanceOf(StoreUnavailable);
      await vi.waitUntil(async () => (await store.read('a', 0).catch(() => [])).length === 2, 10_000);
      let isConfirmed = false;
      const confirming = insist(store, 'a', end(2), [], []).finally(() => (isConfirmed = true));
      await vi.waitUntil(async () => (await primary.ask(`SELECT ${waiting}`)).length === 1, 10_000);
      expect(isConfirmed).toBe(false);
      await standby.start();
      expect(await confirming).toBe('appended');
      const copied = await standby.ask(`SELECT seq FROM events WHERE session = 'a' ORDER BY seq`);
      expect(copied).toEqual([{ seq: 1 }, { seq: 2 }]);
    },
    60_000,
  );
});

describe('after a failover', () => {
  test('the host that was promoted is used, and holds all that was acknowledged', async () => {
    const { primary, standby, open } = await synchronousPair();
    const store = await open();
    await newSession(store, 'a');
    const told: number[] = [];
    store.watch('a', (seq) => told.push(seq));
    let acknowledged = 1;
    const playing = (async () => {
      while (acknowledged < 200) {
        const result = await insist(store, 'a', end(acknowledged), events(acknowledged, 1), []);
        // what was written without an answer is found as a conflict
        if (result === 'appended') acknowledged++;
        else acknowledged = (await store.read('a', 0)).length;
      }
    })();
    await vi.waitUntil(() => acknowledged > 20, 10_000);
    await primary.kill();
    const before = acknowledged;
    await expect(store.ready()).rejects.toBeInstanceOf(StoreUnavailable);
    await standby.promote();
    await playing;
    await vi.waitUntil(() => told.includes(Infinity), 10_000);
    const log = await store.read('a', 0);
    expect(log.length).toBeGreaterThanOrEqual(before);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  }, 60_000);

  test('to a standby that lags, the log is shorter, and nothing follows what it does not have', async () => {
    const { primary, standby, open } = await pair();
    const store = await open();
    await newSession(store, 'a');
    // its tables are copied too, and may not be there yet
    const copied = () => standby.ask(`SELECT FROM events WHERE session = 'a'`).catch(() => []);
    const isCopied = async () => (await copied()).length === 1;
    await vi.waitUntil(isCopied, 10_000);
    await standby.detach();
    await store.append('a', end(1), events(1, 2), []);
    await primary.kill();
    await standby.promote();
    expect(await insist(store, 'a', end(3), events(3, 1), [])).toBe('conflict');
    expect(await store.read('a', 2)).toEqual([]);
    expect(await insist(store, 'a', end(1), events(1, 1), [])).toBe('appended');
  }, 60_000);
});

test('no server starts on a standby alone', async () => {
  const { standby } = await pair();
  await expect(openPostgres(standby.url, silent)).rejects.toThrow('the server is a standby');
}, 60_000);
