/** Rate limits on a real server: floods and guesses, while a class plays beside. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { Limits } from '../../server/limits/limits.ts';
import { codeLife, StoreUnavailable } from '../../server/store/port.ts';
import { bearer, errorOf, postSession } from '../support/api.ts';
import { appWith, urlOf } from '../support/app.ts';
import { HandClock } from '../support/hand-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { classOnServer, TestServer } from '../support/server.ts';
import { Board, Client, newKey, Student } from '../support/clients.ts';

/** The headers of a request that comes from an address, as the proxy before the server writes them. */
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const socketFrom = (address: string) => ({ extraHeaders: from(address).headers });

/** Guesses wrong codes at an address until it has no more of them. */
async function guessAll(server: TestServer, address: string): Promise<void> {
  for (let guesses = 0; guesses < 60; guesses++)
    expect((await server.fetch('/api/rooms/ZZZZZ', from(address))).status).toBe(404);
}

test('a class of 130 joins from one address at once, and all get in', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  const students = await server.students(session, 130);
  const players = await Promise.all(students.map((student) => student.until(() => student.view.you?.player)));
  expect(new Set(players).size).toBe(130);
  expect(await server.metric('telephone_refused_total{call="handshake",code="too_many"}')).toBe(0);
});

test('wrong codes are slowed over HTTP and in handshakes alike, and a right one looks like a wrong one', async () => {
  const server = await TestServer.start({ trustProxy: 1 });
  const session = await server.create();
  const elsewhere = '198.51.100.1';
  for (let guesses = 0; guesses < 30; guesses++) {
    expect((await server.fetch('/api/rooms/ZZZZZ', from(elsewhere))).status).toBe(404);
    const guest = new Client(server.url, 'ZZZZZ', { role: 'board' }, socketFrom(elsewhere));
    expect(await guest.refused()).toMatchObject({ code: 'room_not_found' });
  }
  for (const code of ['ZZZZZ', session.code]) {
    const response = await server.fetch(`/api/rooms/${code}`, from(elsewhere));
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(response)).toBe('429 too_many');
    const guest = new Student(server.url, code, newKey(), socketFrom(elsewhere));
    expect(await guest.refused()).toEqual({
      code: 'too_many',
      message: expect.stringMatching(/codes wait their turn here\. Try again in \d+ s\.$/),
      retryAfter: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 27),
    });
  }
});

test('tabs with yesterday’s code are told so, over HTTP and in handshakes, and count as no guesses', async () => {
  const clock = new HandClock(Date.now());
  const first = await TestServer.start({ clock });
  const yesterday = await first.create();
  clock.set(clock.now() + codeLife.unfinished);
  const today = await first.create();
  await first.stop();
  // neither code is known there
  const server = await TestServer.start({ clock, folder: first.folder });
  const told = { code: 'room_not_found', message: expect.stringContaining('today’s'), expired: true };
  for (let tab = 0; tab < 40; tab++) {
    const response = await server.fetch(`/api/rooms/${yesterday.code}`);
    expect([response.status, await response.json()]).toEqual([404, { ok: false, error: told }]);
    expect(await new Student(server.url, yesterday.code).refused()).toEqual(told);
  }
  expect(await (await new Student(server.url, today.code).connected()).code('join')).toBe('ok');
});

test('a guesser locks nobody out: neither the class in the same school, nor another one', async () => {
  const server = await TestServer.start({ trustProxy: 1 });
  const session = await server.create();
  const student = (address: string) => new Student(server.url, session.code, newKey(), socketFrom(address));
  await student('198.51.100.1').connected();
  for (const address of ['198.51.100.1', '198.51.100.2']) await guessAll(server, address);
  expect(await (await student('198.51.100.1').connected()).code('join')).toBe('ok');
  expect(await student('198.51.100.2').refused()).toMatchObject({ code: 'too_many' });
  expect(await (await student('198.51.100.3').connected()).code('join')).toBe('ok');
});

/** Guesses at an address until codes wait there. */
async function beGuesserAt(server: TestServer, address: string) {
  await guessAll(server, address);
  const { code } = (await (await server.fetch('/api/rooms/ZZZZZ', from(address))).json()).error;
  expect(code).toBe('too_many');
}

test('who has a key, the class around them, and who has scanned the QR code wait for no guesser, on any server', async () => {
  const first = await TestServer.start({ trustProxy: 1 });
  const [session, other] = [await first.create(), await first.create()];
  const deviceOn = (server: TestServer, address: string, auth: object) =>
    new Client(server.url, session.code, { role: 'player', key: newKey(), ...auth }, socketFrom(address));
  const key = newKey();
  const seated = deviceOn(first, '198.51.100.1', { key });
  expect(await (await seated.connected()).code('join')).toBe('ok');
  await first.stop();

  const server = await TestServer.start({ folder: first.folder, trustProxy: 1 });
  const addresses = Array.from({ length: 6 }, (_, index) => `198.51.100.${index + 1}`);
  for (const address of addresses) await beGuesserAt(server, address);
  const [school, home, library, train, park, town] = addresses;
  // a new device where a seat's key was seen by the other server; another room is not free there
  expect(await (await deviceOn(server, school!, {}).connected()).code('join')).toBe('ok');
  expect((await server.fetch(`/api/rooms/${other.code}`, from(school!))).status).toBe(429);
  // the keys themselves, anywhere; then the devices around them
  for (const [address, auth] of [
    [home!, { key }],
    [library!, { role: 'host', key: session.hostKey }],
  ] as const) {
    expect(await deviceOn(server, address, {}).refused()).toMatchObject({ code: 'too_many' });
    await deviceOn(server, address, auth).connected();
    await deviceOn(server, address, {}).connected();
  }
  const headers = { ...from(park!).headers, ...bearer(session.hostKey) };
  expect((await server.fetch(`/api/rooms/${session.code}`, { headers })).status).toBe(200);
  // the pass; no other one, and none with another code
  expect(await deviceOn(server, train!, { pass: 'BCDFGH' }).refused()).toMatchObject({ code: 'too_many' });
  expect(await deviceOn(server, train!, { pass: other.pass }).refused()).toMatchObject({ code: 'too_many' });
  await deviceOn(server, train!, { pass: session.pass }).connected();
  for (const auth of [{ key: other.hostKey, role: 'host' }, { role: 'board' }, {}])
    expect(await deviceOn(server, town!, auth).refused()).toMatchObject({ code: 'too_many' });
});

test('an address is the one that the proxy saw, and without a proxy the caller’s own', async () => {
  const server = await TestServer.start({ trustProxy: 1 });
  for (let guesses = 0; guesses < 60; guesses++)
    await server.fetch('/api/rooms/ZZZZZ', from(`192.0.2.${guesses}, 2001:db8::${guesses}`));
  expect((await server.fetch('/api/rooms/ZZZZZ', from('2001:db8::ffff'))).status).toBe(429);
  const transport = { transports: ['polling' as const], ...socketFrom('2001:db8::abcd') };
  const polling = new Client(server.url, 'ZZZZZ', { role: 'board' }, transport);
  expect(await polling.refused()).toMatchObject({ code: 'too_many' });

  const open = await TestServer.start();
  for (let guesses = 0; guesses < 60; guesses++)
    await open.fetch('/api/rooms/ZZZZZ', from(`192.0.2.${guesses}`));
  expect((await open.fetch('/api/rooms/ZZZZZ', from('192.0.2.200'))).status).toBe(429);
});

test('wrong host keys are slowed, and the right one is always good', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  for (let guesses = 0; guesses < 60; guesses++)
    expect(await errorOf(await server.delete(session.id, newKey()))).toBe('401 bad_key');
  expect(await errorOf(await server.delete(session.id, newKey()))).toBe('429 too_many');
  const guest = new Board(server.url, session.code, newKey());
  expect(await guest.refused()).toMatchObject({ code: 'too_many' });
  await server.host(session);
  expect(await errorOf(await server.fetch('/api/sessions/xyz'))).toBe('429 too_many');
  expect((await server.delete(session.id, session.hostKey)).status).toBe(204);
});

test('wrong passwords are slowed, and a right one is not told from them', async () => {
  const server = await TestServer.start({ hostPassword: 'chalk and cheese' });
  expect(await errorOf(await server.post({}))).toBe('401 host_password at hostPassword');
  const post = (hostPassword: string) => server.post({ hostPassword });
  expect((await post('chalk and cheese')).status).toBe(201);
  const tries = await Promise.all(Array.from({ length: 25 }, async () => (await post('cheese')).status));
  expect(tries.filter((status) => status === 401)).toHaveLength(20);
  expect(tries.filter((status) => status === 429)).toHaveLength(5);
  expect(await errorOf(await post('chalk and cheese'))).toBe('429 too_many');
});

test('sessions are made so many at once from an address', async () => {
  const server = await TestServer.start();
  for (let made = 0; made < 120; made++) expect((await server.post({})).status).toBe(201);
  const response = await server.post({});
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await errorOf(response)).toBe('429 too_many');
});

test('sessions that the server cannot open cost nothing', async () => {
  const store = new MemoryStore();
  const app = await appWith({ store });
  onTestFinished(() => app.close());
  app.http.listen(0, '127.0.0.1');
  await once(app.http, 'listening');
  store.broken = new StoreUnavailable('no database');
  for (let tries = 0; tries < 150; tries++)
    expect(await errorOf(await postSession(urlOf(app), {}))).toBe('503 try_again');
  store.broken = null;
  for (let made = 0; made < 120; made++) expect((await postSession(urlOf(app), {})).status).toBe(201);
  expect((await postSession(urlOf(app), {})).status).toBe(429);
});

/** A game of so many rounds by hand. */
const long = { rounds: 10, handRounds: null };

/** Plays the class's game to its end: every turn was its player's own, and was acknowledged. */
async function playsOn({ host, students }: Awaited<ReturnType<TestServer['classOf']>>): Promise<void> {
  await host.ask('start');
  await host.heard('finished');
  await Promise.all(students.map((student) => student.finished()));
  expect(host.gaps).toEqual([]);
  const started = await host.heard('started');
  expect(host.count('generated') + host.count('refitted')).toBe(started.rollouts * 10 * 2);
  for (const { replies } of students) for (const reply of replies) expect(reply).toMatchObject({ ok: true });
}

/** Says the same thing again and again, until it is cut. */
async function flood(guest: Client, name: string, payload?: object): Promise<Set<string>> {
  const heard = new Set<string>();
  while (guest.socket.connected) {
    const emits = Array.from({ length: 100 }, () => guest.socket.timeout(5_000).emitWithAck(name, payload));
    for (const reply of await Promise.allSettled(emits))
      if (reply.status === 'fulfilled') heard.add(reply.value.ok ? 'ok' : reply.value.error.code);
  }
  return heard;
}

test.each([
  ['valid words', 'join', {}, ['ok', 'too_many']],
  ['words that nobody may say', 'start', {}, ['not_host', 'too_many']],
  ['nonsense', 'generate', { rollout: [] }, ['bad_request', 'too_many']],
])(
  'a seat that floods with %s is refused, then cut, and the class plays on',
  async (_what, name, payload, told) => {
    const { server, ...group } = await classOnServer(8, long);
    const flooder = await server.student(group.session);
    flooder.plays = false;
    flooder.socket.io.reconnection(false);
    const [heard] = await Promise.all([flood(flooder, name, payload), flooder.closed()]);
    expect([...heard].sort()).toEqual(told);
    const again = new Student(server.url, group.session.code, flooder.key);
    expect(await again.refused()).toMatchObject({ code: 'too_many' });
    await (await server.host(group.session)).ask('kick', { player: 9 });
    await playsOn(group);
  },
);

test('an address that floods under ever new keys and as boards is slowed, and the class in the same school plays on', async () => {
  const server = await TestServer.start({ limits: new Limits(1_000, 100) });
  const group = await server.classOf(8, long);
  const { session, host } = group;
  const isOver = () => host.events.some(({ type }) => type === 'finished');
  const told = new Set<string>();
  const floodUntilOver = async (open: () => Client, name: string, payload: object) => {
    while (!isOver()) {
      const guest = open();
      guest.socket.io.reconnection(false);
      await guest.until(() => guest.socket.connected || guest.refusal);
      if (guest.refusal) told.add(guest.refusal.code);
      for (const code of await flood(guest, name, payload)) told.add(code);
    }
  };
  const turn = { rollout: 0, round: 0, tokens: '0101010101' };
  const stranger = () => new Student(server.url, session.code);
  const board = () => new Board(server.url, session.code);
  await Promise.all([
    playsOn(group),
    floodUntilOver(stranger, 'generate', turn),
    floodUntilOver(stranger, 'start', {}),
    floodUntilOver(board, 'tail', { after: 0 }),
  ]);
  expect([...told].sort()).toEqual(['not_host', 'not_joined', 'ok', 'too_many']);
});

test('where boards of an address are refused, one with the host’s key is not', async () => {
  const server = await TestServer.start({ limits: new Limits(100) });
  const session = await server.create();
  const open = async (auth: object) => {
    const board = new Client(server.url, session.code, { role: 'board', ...auth });
    await board.until(() => board.socket.connected || board.refusal);
    return board.refusal?.code ?? 'connected';
  };
  const opened = await Promise.all(Array.from({ length: 94 }, () => open({})));
  expect(opened).toContain('too_many');
  expect(await open({})).toBe('too_many');
  expect(await open({ key: 'a'.repeat(22) })).toBe('too_many');
  expect(await open({ key: session.hostKey })).toBe('connected');
});
