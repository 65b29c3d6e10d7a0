/** Requests of foreign origins: all refused. */
import { expect, test } from 'vitest';
import { bearer, errorOf, postSession } from '../support/api.ts';
import { TestServer } from '../support/server.ts';
import { newKey } from '../support/clients.ts';
import { askForWebSocket, openPolling } from '../support/network/raw.ts';

const foreign = ['https://elsewhere.example', 'null', 'http://127.0.0.1', 'file://', 'not an origin'];

test('no page of another site opens a connection, by polling or WebSocket', async () => {
  const server = await TestServer.start();
  const poll = async (headers: Record<string, string>) =>
    (await server.fetch('/socket.io/?EIO=4&transport=polling', { headers })).status;
  const upgrade = async (headers: Record<string, string>) =>
    (await askForWebSocket(server.url, '', headers)).status;
  for (const origin of foreign)
    expect([await poll({ origin }), await upgrade({ origin })], origin).toEqual([403, null]);
  for (const headers of [{}, { origin: server.url }])
    expect([await poll(headers), await upgrade(headers)]).toEqual([200, 101]);
});

test('a page of PUBLIC_URL connects, even where a proxy names another host', async () => {
  const server = await TestServer.start({ publicUrl: 'https://play.example.org' });
  const poll = async (origin: string) =>
    (await server.fetch('/socket.io/?EIO=4&transport=polling', { headers: { origin } })).status;
  expect(await poll('https://play.example.org')).toBe(200);
  for (const origin of foreign) expect(await poll(origin), origin).toBe(403);
});

test('below a path: a page connects and asks with the path, or without it where a proxy takes it off', async () => {
  const server = await TestServer.start({ publicUrl: 'https://example.org/token-telephone' });
  const headers = { origin: 'https://example.org' };
  for (const path of ['/token-telephone', '']) {
    const ask = async (what: string) => (await server.fetch(path + what, { headers })).status;
    expect(await ask('/socket.io/?EIO=4&transport=polling'), path).toBe(200);
    expect(await ask('/api/about'), path).toBe(200);
    expect(await ask('/healthz'), path).toBe(200);
    expect(await (await server.fetch(`${path}/host`)).text(), path).toBe(
      '<!doctype html><html data-base="/token-telephone/"><title>Token Telephone</title><script src="/token-telephone/assets/page-a1b2c3.js"></script>',
    );
    expect((await askForWebSocket(server.url + path, '', headers)).status, path).toBe(101);
  }
  expect((await server.fetch('/token-telephone')).status).toBe(200);
  expect((await server.fetch('/token-telephones/api/about')).headers.get('content-type')).toMatch(/html/);
});

test('none reads, speaks in or takes over a connection that is open, even if it knows its id', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  const host = await server.host(session);
  const student = await openPolling(server.url, session.code, { role: 'player', key: newKey() });
  for (const origin of foreign) {
    expect(await student.say('420["join",{}]', { origin })).toBe(403);
    expect((await student.request({ headers: { origin } })).status).toBe(403);
    expect((await askForWebSocket(server.url, `sid=${student.sid}`, { origin })).status).toBeNull();
  }
  expect(await student.hear({ origin: server.url })).toMatch(/"view"/);
  expect(host.events.map(({ type }) => type)).not.toContain('joined');
  expect(await student.say('420["join",{}]', { origin: server.url })).toBe(200);
  await host.heard('joined');
});

/** What browsers send with a request of a page of another site; the last two, where it is a form or an old browser. */
const foreignRequests: Record<string, string>[] = [
  ...foreign.map((origin) => ({ origin })),
  { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
];

test('no page of another site opens or deletes a session, nor takes from what the teacher may open', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  for (const headers of foreignRequests)
    for (let tries = 0; tries < 20; tries++)
      expect(await errorOf(await postSession(server.url, {}, headers))).toBe('403 foreign_origin');
  for (const headers of foreignRequests) {
    const request = { method: 'DELETE', headers: { ...headers, ...bearer(session.hostKey) } };
    expect(await errorOf(await server.fetch(`/api/sessions/${session.id}`, request))).toBe(
      '403 foreign_origin',
    );
  }
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(200);
  const own = [{}, { origin: server.url }, { origin: server.url, 'sec-fetch-site': 'same-origin' }];
  for (const headers of own) expect((await postSession(server.url, {}, headers)).status).toBe(201);
  expect((await server.fetch(`/api/rooms/${session.code}`, { headers: foreignRequests[0]! })).status).toBe(
    200,
  );
});

test('pages of PUBLIC_URL open sessions, and others are told what to set', async () => {
  const server = await TestServer.start({ publicUrl: 'https://play.example.org' });
  const post = (origin: string) => postSession(server.url, {}, { origin });
  expect((await post('https://play.example.org')).status).toBe(201);
  expect(await (await post('https://play.example.com')).json()).toMatchObject({
    error: { message: expect.stringContaining('PUBLIC_URL') },
  });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'a body that is declared as "%s" opens no session, and none at all does',
  async (type) => {
    const server = await TestServer.start();
    const headers = { 'content-type': type };
    // a Blob without a type gets no header of its own
    const body = new Blob(['{"title":"Mine"}']);
    const post = (init: RequestInit) => server.fetch('/api/sessions', { method: 'POST', ...init });
    expect(await errorOf(await post(type === '' ? { body } : { headers, body }))).toBe('415 not_json');
    expect((await post(type === '' ? {} : { headers })).status).toBe(201);
    const json = { 'content-type': 'application/json; charset=utf-8' };
    expect((await post({ headers: json, body: '{"title":"Ours"}' })).status).toBe(201);
  },
);

test('no answer lets a page of another site read it', async () => {
  const server = await TestServer.start();
  for (const path of ['/socket.io/?EIO=4&transport=polling', '/api/about', '/api/rooms/ZZZZZ']) {
    const { headers } = await server.fetch(path, { headers: { origin: 'https://elsewhere.example' } });
    expect(headers.get('access-control-allow-origin'), path).toBeNull();
  }
});
