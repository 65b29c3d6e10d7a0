/** PostgreSQL connections: TLS, passwords, poolers, lost connections, and databases that accept no writes. */
import { createServer, connect as connectSocket, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { StoreUnavailable, type Store } from '../../../server/store/port.ts';
import { openPostgres } from '../../../server/store/postgres/postgres.ts';
import { Proxy } from '../../support/network/proxy.ts';
import { PostgresServer } from '../../support/process/postgres-server.ts';
import { end, events, newSession } from './store-contract.ts';

const silent = pino({ level: 'silent' });
const certificates = join(import.meta.dirname, '../fixtures/tls');

let server: PostgresServer;
beforeAll(async () => void (server = await PostgresServer.start()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

async function open(url: string): Promise<Store> {
  const store = await openPostgres(url, silent);
  onTestFinished(() => store.close());
  return store;
}

/** A URL with another user, password, port, database or parameters. */
function changed(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.href;
}

describe('passwords', () => {
  const passwords = ['p@ss:w/rd', '100%', '#1?', 'a b', 'quote\'"\\', '%41', 'ключ', '[x]{y}', 'a,b'];

  test.each(passwords)('%s works where it is percent-encoded', async (password) => {
    const url = await server.emptied();
    const name = `teacher ${passwords.indexOf(password)}`;
    await server.ask(`CREATE ROLE "${name}" LOGIN SUPERUSER PASSWORD '${password.replaceAll("'", "''")}'`);
    const store = await open(
      url.replace(/\/\/.*@/, `//${encodeURIComponent(name)}:${encodeURIComponent(password)}@`),
    );
    await expect(store.ready()).resolves.toBeUndefined();
  });

  test.each(['12#secret', 'sec/ret', '12?secret', 'sec%ret', 'sec ret', '12/@secret'])(
    '%s as it is works, or is refused without a part of it',
    (password) => {
      const sentence = readConfig({ DATABASE_URL: `postgres://teacher:${password}@db.example.org/classes` });
      expect(sentence).toMatch(/^Invalid DATABASE_URL: special characters .* percent-encoded/);
      expect(sentence).not.toMatch(/sec|ret|12/);
    },
  );

  test('a wrong one is a sentence without it', async () => {
    const url = changed(server.url, (copy) => (copy.password = 'wrongsecret'));
    await expect(openPostgres(url, silent)).rejects.toThrow(/^password authentication failed for user/);
  });
});

describe('TLS', () => {
  const authority = join(certificates, 'authority.crt');
  const secured = (...parameters: [string, string][]) =>
    changed(server.url, (url) => parameters.forEach(([name, value]) => url.searchParams.set(name, value)));

  beforeAll(() => server.encrypt(join(certificates, 'server.crt'), join(certificates, 'server.key')));
  afterAll(() => server.set('ssl', null));

  test('with an own certificate works', async () => {
    const store = await open(secured(['sslmode', 'verify-full'], ['sslrootcert', authority]));
    await expect(store.ready()).resolves.toBeUndefined();
    const rows = await server.ask('SELECT FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl');
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });

  test('with one that nobody vouches for is refused', async () => {
    const url = secured(['sslmode', 'verify-full']);
    await expect(openPostgres(url, silent)).rejects.toThrow(/self-signed certificate|unable to verify/);
  });

  test('with a file that is not there is refused', async () => {
    const url = secured(['sslmode', 'verify-full'], ['sslrootcert', '/nowhere/authority.crt']);
    await expect(openPostgres(url, silent)).rejects.toThrow("no such file or directory, open '/nowhere/");
  });
});

describe('it does not start', () => {
  test('on a database that cannot hold every name', async () => {
    await server.ask(
      `CREATE DATABASE western ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    const url = changed(server.url, (copy) => (copy.pathname = '/western'));
    const why =
      "the database's encoding is LATIN1, which cannot hold every name. Create it with ENCODING 'UTF8'.";
    await expect(openPostgres(url, silent)).rejects.toThrow(why);
  });

  test('where notifications do not arrive, as through a pooler in transaction mode', async () => {
    const port = await withoutNotifications(server.port);
    const url = changed(await server.emptied(), (copy) => (copy.port = String(port)));
    const why = 'notifications (LISTEN) do not arrive. A connection pooler must be in session mode.';
    await expect(openPostgres(url, silent)).rejects.toThrow(why);
  });
});

describe('it is not ready', () => {
  test('while the database is read-only', async () => {
    const store = await open(await server.emptied());
    await newSession(store, 'a');
    await server.set('default_transaction_read_only', 'on');
    onTestFinished(() => server.set('default_transaction_read_only', null));
    await expect(store.ready()).rejects.toThrow('read-only');
    await expect(store.append('a', end(1), events(1, 1), [])).rejects.toBeInstanceOf(StoreUnavailable);
    await server.set('default_transaction_read_only', null);
    await vi.waitUntil(() => store.ready().then(...isFulfilled), 10_000);
    expect(await store.append('a', end(1), events(1, 1), [])).toBe('appended');
  });

  test('while there is no room for another event', async () => {
    const store = await open(await server.emptied());
    await server.ask(`
      CREATE FUNCTION full_disk() RETURNS TRIGGER LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON events EXECUTE FUNCTION full_disk()`);
    await expect(store.ready()).rejects.toThrow('could not extend file');
    await server.ask('DROP TRIGGER full_disk ON events');
    await expect(store.ready()).resolves.toBeUndefined();
    expect(await server.ask('SELECT FROM events')).toEqual([]);
  });
});

test('what PostgreSQL refuses is refused to its own session, and no other in that statement notices', async () => {
  const store = await open(await server.emptied());
  const ids = ['a', 'b', 'c'];
  for (const id of ids) await newSession(store, id, `code ${id}`);
  await server.ask(`ALTER TABLE events ADD CHECK (session <> 'b' OR seq = 1), ADD CHECK (session <> 'd')`);
  const results = ids.map((id) => store.append(id, end(1), events(1, 2), []));
  expect(await Promise.all(results)).toEqual(['appended', 'refused', 'appended']);
  const lengths = ids.map(async (id) => (await store.read(id, 0)).length);
  expect(await Promise.all(lengths)).toEqual([3, 1, 3]);
  expect(await newSession(store, 'd', 'code d')).toBe('refused');
});

describe('connections that die without a word', () => {
  test('are given up: the server hears of others again, and is answered again', async () => {
    const url = await server.emptied();
    const one = await open(url);
    await newSession(one, 'a');
    using proxy = await Proxy.to([server.port]);
    const { port } = new URL(proxy.url);
    const other = await open(changed(url, (copy) => (copy.port = port)));
    const heard: number[] = [];
    other.watch('a', (seq) => heard.push(seq));
    // so many at once that every connection of the pool is open
    await Promise.all(Array.from({ length: 40 }, () => other.read('a', 0)));
    proxy.inject('vanish');
    proxy.heal();
    await vi.waitUntil(() => heard.includes(Infinity), 20_000);
    await one.append('a', end(1), events(1, 1), []);
    await vi.waitUntil(() => heard.includes(2), 10_000);
    const read = async () => (await other.read('a', 0).catch(() => [])).length === 2;
    const all = Array.from({ length: 10 }, () => vi.waitUntil(read, { timeout: 60_000, interval: 100 }));
    await Promise.all(all);
    expect(await other.append('a', end(2), events(2, 1), [])).toBe('appended');
  }, 120_000);
});

const isFulfilled = [() => true, () => false] as const;

/** A port at which PostgreSQL answers, and from which no notification comes. */
async function withoutNotifications(port: number): Promise<number> {
  const pooler = createServer((client) => {
    const postgres = connectSocket(port, '127.0.0.1');
    for (const socket of [client, postgres]) socket.on('error', () => {});
    client.pipe(postgres);
    let rest = Buffer.alloc(0);
    postgres.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let length; rest.length >= 5 && rest.length >= (length = rest.readInt32BE(1) + 1);) {
        if (String.fromCharCode(rest[0]!) !== 'A') client.write(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    postgres.on('close', () => client.destroy());
  });
  pooler.listen(0, '127.0.0.1');
  onTestFinished(() => void pooler.close());
  await once(pooler, 'listening');
  return (pooler.address() as AddressInfo).port;
}
