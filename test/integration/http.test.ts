/** The HTTP API as in docs/wire.md. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../shared/session/config.ts';
import { commitmentOf } from '../../shared/session/secret.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import type { JoinAddress } from '../../shared/wire/join-address.ts';
import { bearer, errorOf } from '../support/api.ts';
import { TestServer } from '../support/server.ts';

test('a session is made with nothing at all, and its links lead where they should', async () => {
  const server = await TestServer.start();
  const response = await server.fetch('/api/sessions', { method: 'POST' });
  expect(response.status).toBe(201);
  const { id, code, hostKey, config, commitment, links } = (await response.json()) as CreatedSession;
  expect(config).toEqual(defaultConfig);
  expect([id, hostKey]).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/)]);
  expect(commitment).toMatch(/^[0-9a-f]{64}$/);
  expect(links).toEqual({
    join: `${server.url}/${code}`,
    host: `${server.url}/host/${code}#${hostKey}`,
    board: `${server.url}/board/${code}`,
    replay: `${server.url}/replay/${id}`,
  });
});

test('addresses are asked for anew at each session and each question; without a network links are local', async () => {
  let addresses: JoinAddress[] = [];
  const server = await TestServer.start({ addresses: async () => addresses });
  const joinAt = async () => {
    const { code, links } = await server.create();
    return links.join.slice(0, -code.length);
  };
  const said = async () => (await server.fetch('/api/addresses')).json();
  expect(await joinAt()).toBe(`http://localhost:${server.port}/`);
  expect(await said()).toEqual({ addresses: [] });
  addresses = [
    { url: 'http://192.168.137.1:3000', kind: 'hotspot' },
    { url: 'http://172.17.0.1:3000', kind: 'virtual' },
  ];
  expect(await joinAt()).toBe('http://192.168.137.1:3000/');
  expect(await said()).toEqual({ addresses });
});

test('a given secret is the one that is committed to', async () => {
  const server = await TestServer.start();
  const secret = '00112233445566778899aabbccddeeff';
  const session = (await (await server.post({ secret })).json()) as CreatedSession;
  expect(session.commitment).toBe(commitmentOf(secret));
  const board = await server.board(session);
  expect(await board.heard('created')).toMatchObject({ secretGiven: true });
});

test.each([
  [{ config: { rounds: 201 } }, 'rounds'],
  [{ config: { rounds: 1.5 } }, 'rounds'],
  [{ config: { start: 0 } }, 'start'],
  [{ config: { colour: 'red' } }, 'colour'],
  [{ config: { regime: { kind: 'mix' } } }, 'regime.fresh'],
  [{ config: { regime: { kind: 'replace', fresh: 0.5 } } }, 'regime.fresh'],
  [{ config: 'default' }, 'config'],
  [{ title: 'x'.repeat(121) }, 'title'],
  [{ secret: 'ABCDEF' }, 'secret'],
])('%j is refused at %s', async (body, path) => {
  const server = await TestServer.start();
  expect(await errorOf(await server.post(body))).toBe(`400 bad_config at ${path}`);
});

test('a body that is no JSON, or too much, is refused', async () => {
  const server = await TestServer.start();
  const post = (body: string) =>
    server.fetch('/api/sessions', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await errorOf(await post('{"title": '))).toBe('400 bad_request');
  expect(await errorOf(await post(`"${'x'.repeat(40_000)}"`))).toBe('413 too_large');
  expect(await errorOf(await post('"title"'))).toMatch(/^400 /);
});

test('a code tells of its room, in any case, and takes no seat', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  await server.students(session, 2);
  const response = await server.fetch(`/api/rooms/${session.code.toLowerCase()}`);
  expect(response.status).toBe(200);
  const { code, id, pass } = session;
  const room = { code, id, phase: 'lobby', locked: false, players: 2, title: 'Our class', pass };
  expect(await response.json()).toEqual(room);
});

test('what there is not is a 404 with its code', async () => {
  const server = await TestServer.start();
  expect(await errorOf(await server.fetch('/api/rooms/ZZZZZ'))).toBe('404 room_not_found');
  expect(await errorOf(await server.fetch('/api/rooms/nonsense'))).toBe('404 room_not_found');
  expect(await errorOf(await server.fetch('/api/sessions/xyz'))).toBe('404 session_not_found');
  for (const path of ['/api', '/api/', '/api/lab', '/api/rooms', '/api/sessions/a/b'])
    expect(await errorOf(await server.fetch(path)), path).toBe('404 not_found');
  expect(await errorOf(await server.fetch('/api/rooms/%E0%A4%A'))).toMatch(/^400 /);
});

test('a replay is the host’s until the end, then anyone’s who has its id, and is sent once', async () => {
  const server = await TestServer.start();
  const session = await server.create({ rounds: 2, names: 'free' });
  const student = await server.student(session);
  await student.ask('join', { name: 'Ada' });
  const host = await server.host(session);
  await host.ask('start');
  await host.ask('pause');
  const path = `/api/sessions/${session.id}`;
  const ask = (headers: Record<string, string> = {}) =>
    server.fetch(path, { headers: { 'accept-encoding': 'gzip', ...headers } });

  expect(await errorOf(await ask())).toBe('409 not_finished');
  expect(await errorOf(await ask(bearer(student.key)))).toBe('409 not_finished');
  const early = (await (await ask(bearer(session.hostKey))).json()) as Record<string, unknown>;
  expect(early).toMatchObject({ id: session.id, finishedAt: null });
  expect(early).not.toHaveProperty('secret');

  expect(await errorOf(await server.fetch(`${path}.csv`))).toBe('409 not_finished');
  for (const ending of ['py', 'R']) {
    const program = await server.fetch(`${path}.${ending}`, { headers: bearer(session.hostKey) });
    expect(await errorOf(program)).toBe('409 not_finished');
  }

  await host.ask('fast_forward');
  await host.heard('finished');
  const response = await ask();
  expect(response.headers.get('cache-control')).toBe('private, no-cache');
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ version: 1, title: 'Our class', secret: expect.any(String) });
  expect(text).toContain('"Player 1"');
  expect(text).not.toContain('Ada');
  expect(await (await ask(bearer(session.hostKey))).text()).toContain('"Ada"');

  const csv = await server.fetch(`${path}.csv`);
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toMatch(
    /^attachment; filename=token-telephone-our-class-\d{4}-\d\d-\d\d\.csv$/,
  );
  expect((await csv.text()).split('\r\n')).toHaveLength(1 + 2);
  for (const ending of ['py', 'R']) {
    const program = await server.fetch(`${path}.${ending}`);
    expect(program.headers.get('content-type')).toMatch(/; charset=utf-8$/);
    expect(await program.text()).toContain(session.commitment);
  }
  const table = await server.fetch(`${path}.table.csv`);
  expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(table.headers.get('content-disposition')).toContain('.table.csv');
  expect((await table.text()).split('\n')).toHaveLength(1 + 2 + 1);
  const workbook = await server.fetch(`${path}.xlsx`);
  expect(workbook.headers.get('content-type')).toContain('spreadsheetml.sheet');
  expect(workbook.headers.get('content-disposition')).toContain('.xlsx');
  expect(
    Buffer.from(await workbook.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  const json = await server.fetch(`${path}.json`);
  expect(json.headers.get('content-disposition')).toContain('.json');
  expect(await json.text()).toBe(text);
  const numbered = await server.fetch(`${path}.csv?names=hidden`, { headers: bearer(session.hostKey) });
  expect(await numbered.text()).toBe(await (await server.fetch(`${path}.csv`)).text());
  for (const ending of ['exe', 'csv.exe', 'exe.csv', 'table', 'table.csv.', ''])
    expect(await errorOf(await server.fetch(`${path}.${ending}`))).toBe('404 not_found');
  expect(await errorOf(await server.fetch('/api/sessions/nobody.csv'))).toBe('404 session_not_found');

  const etag = response.headers.get('etag')!;
  expect(response.headers.get('content-encoding')).toBe('gzip');
  // without this header fetch itself asks for a whole answer
  const known = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  const again = await ask(known);
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect((await ask({ ...bearer(session.hostKey), ...known })).status).toBe(200);
  const head = await server.fetch(`${path}.csv`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-disposition'), await head.text()]).toEqual([
    ...[200, csv.headers.get('content-disposition'), ''],
  ]);
});

test('it says what it does in its own way', async () => {
  for (const hostPassword of [null, 'chalk and cheese']) {
    const server = await TestServer.start({ hostPassword });
    const about = await (await server.fetch('/api/about')).json();
    expect(about).toEqual({ retentionDays: 90, hostPassword: hostPassword !== null });
  }
});

test('where a server has a password, nobody opens a room without it', async () => {
  const hostPassword = 'chalk and cheese';
  const server = await TestServer.start({ hostPassword });
  for (const wrong of [undefined, '', 'chalk', `${hostPassword} `]) {
    const response = await server.post({ hostPassword: wrong });
    expect(await errorOf(response)).toBe('401 host_password at hostPassword');
  }
  expect((await server.post({ hostPassword })).status).toBe(201);
  expect((await server.post({ hostPassword: 7 })).status).toBe(400);
  expect((await (await TestServer.start()).post({ hostPassword })).status).toBe(201);
});

test('every page is the one page, and what carries a hash is kept for ever', async () => {
  const server = await TestServer.start();
  for (const path of ['/', '/BCDFG', '/host/BCDFG', '/replay/xyz']) {
    const response = await server.fetch(path);
    expect(await response.text()).toContain('<title>Token Telephone</title>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  }
  const asset = await server.fetch('/assets/page-a1b2c3.js');
  const plain = await server.fetch('/assets/page-a1b2c3.js', { headers: { 'accept-encoding': 'identity' } });
  for (const { headers } of [asset, plain]) {
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  }
  expect([asset, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
  expect([await asset.text(), await plain.text()]).toEqual(['export {};', 'export {};']);
  expect((await server.fetch('/assets/page-old.js')).status).toBe(404);
});

test('nothing but this host can speak to a page, and no answer tells of the machine', async () => {
  const server = await TestServer.start();
  const { headers } = await server.fetch('/');
  const policy = headers.get('content-security-policy')!;
  const host = `127.0.0.1:${server.port}`;
  expect(policy).toContain("default-src 'self';");
  expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host};`);
  expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('strict-transport-security')).toBeNull();
  for (const path of ['/assets/page-old.js', '/%E0%A4%A', '/assets/..%2f..%2fpackage.json']) {
    const response = await server.fetch(path);
    expect(response.status, path).toBeGreaterThanOrEqual(400);
    expect(await response.text(), path).toBe('There is nothing at this address.');
  }
});

test('a host that cannot be one does not get into the policy', async () => {
  const server = await TestServer.start();
  const policy = await new Promise((resolve) => {
    const options = { port: server.port, headers: { host: "a; script-src 'unsafe-inline'" } };
    request(options, (response) => resolve(response.headers['content-security-policy'])).end();
  });
  expect(policy).not.toContain('unsafe-inline');
});
