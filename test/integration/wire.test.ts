/** The Socket.IO protocol as in docs/wire.md. */
import { expect, test } from 'vitest';
import { Client, newKey } from '../support/clients.ts';
import { classOnServer, TestServer } from '../support/server.ts';
import { messageFor } from '../support/session/turn-message.ts';

test.each([
  ['another version', { version: 2, role: 'board' }, 'wrong_version'],
  ['no version', { version: undefined, role: 'board' }, 'wrong_version'],
  ['a role that there is not', { role: 'teacher' }, 'bad_request'],
  ['no role', {}, 'bad_request'],
  ['a seq that is none', { role: 'board', after: -1 }, 'bad_request'],
  ['a player without a key', { role: 'player' }, 'bad_request'],
  ['a player with a key of another kind', { role: 'player', key: 'secret' }, 'bad_request'],
  ['a key that is no text', { role: 'player', key: { length: 32 } }, 'bad_request'],
  ["another's host key", { role: 'host', key: newKey() }, 'bad_key'],
  ['a host without a key', { role: 'host' }, 'bad_key'],
])('a handshake with %s is refused', async (_what, auth, code) => {
  const server = await TestServer.start();
  const { code: room } = await server.create();
  const guest = new Client(server.url, room, auth);
  expect(await guest.refused()).toMatchObject({ code, message: expect.stringMatching(/\.$/) });
});

test.each(['ZZZZZ', 'ABCDE', '', 'BCDFG/..'])(
  'a handshake with room %j, which is none, is refused',
  async (room) => {
    const server = await TestServer.start();
    const guest = new Client(server.url, room, { role: 'board' });
    expect(await guest.refused()).toMatchObject({ code: 'room_not_found' });
  },
);

test('a code is accepted in any case, and polling is as good as a WebSocket', async () => {
  const server = await TestServer.start();
  const { code } = await server.create();
  const guest = new Client(server.url, code.toLowerCase(), { role: 'board' }, { transports: ['polling'] });
  const batch = await new Promise((resolve) => guest.socket.on('events', resolve));
  expect(batch).toMatchObject({ from: 1, events: [{ type: 'created', code }] });
});

test('the wrong people, and what nobody can say, get a coded answer', async () => {
  const { server, session, host, students } = await classOnServer(1, {}, false);
  const board = await server.board(session);
  const stranger = await server.stranger(session);
  for (const guest of [students[0]!, board]) {
    expect(await guest.code('start')).toBe('not_host');
    expect(await guest.code('kick', { player: 1 })).toBe('not_host');
  }
  for (const guest of [host, board]) expect(await guest.code('join', {})).toBe('not_joined');
  expect(await stranger.code('generate', { rollout: 0, round: 0, tokens: '1' })).toBe('not_joined');
  expect(await stranger.code('forecast', { round: 1, pole: 0 })).toBe('not_joined');
  expect(await students[0]!.code('tail', { after: 0 })).toBe('not_host');
  for (const guest of [students[0]!, board, host])
    for (const name of ['dance', 'toString', '__proto__', 'constructor'])
      expect(await guest.code(name, {})).toBe('unknown_command');
});

const junkObjects = [{ rollout: 'x' }, { player: {} }, { a: { b: [1] } }, Buffer.from('binary')];
const junk = [null, 0, '', 'junk', [], [[]], ...junkObjects];

test('junk gets a coded answer, or none where none was asked for, and harms nobody', async () => {
  const { host, students } = await classOnServer(1, {}, false);
  const hostEmits = ['advance', 'lock', 'kick', 'bots', 'configure', 'tail'];
  for (const [guest, names] of [
    [students[0]!, ['forecast', 'generate', 'refit']],
    [host, hostEmits],
  ] as const)
    for (const name of names)
      for (const payload of [...junk, undefined]) {
        expect(await guest.code(name, payload)).toMatch(/^bad_(request|config)$/);
        guest.socket.emit(name, payload);
        guest.socket.emit(name, payload, 'no function');
      }
  expect(await host.code('start', 'junk')).toBe('bad_request');
  expect(await host.code('lock', { locked: true, extra: 'ignored' })).toBe('ok');
});

test('a wrong config names its field', async () => {
  const { host } = await classOnServer(1, {}, false);
  const reply = await host.ask('configure', { config: { regime: { kind: 'mix', fresh: 2 } } });
  expect(reply).toMatchObject({ ok: false, error: { code: 'bad_config', path: 'regime.fresh' } });
  expect(await host.ask('configure', { config: { speed: 3 } })).toMatchObject({ error: { path: 'speed' } });
});

test('a player’s command sent twice is granted twice and done once', async () => {
  const { host, students } = await classOnServer(3, { rounds: 1, turnSeconds: null }, false);
  const [student] = students;
  const twice = async (name: string, payload?: object) => {
    const replies = [await student!.ask(name, payload), await student!.ask(name, payload)];
    expect(replies[0]).toMatchObject({ ok: true });
    expect(replies[1]).toEqual(replies[0]);
    return replies[0];
  };
  const { player, name } = student!.view.you!;
  expect(await twice('join')).toEqual({ ok: true, player, name });
  await twice('forecast', { round: null, pole: 1 });
  await host.ask('start');
  for (const step of ['generate', 'refit'] as const) {
    await student!.until(() => student!.view.step === step);
    const { name, payload } = messageFor(student!.view.turns[0]!);
    const reply = await twice(name, payload);
    if (step === 'refit') expect(reply).toMatchObject({ p: expect.any(Number) });
    for (const other of students.slice(1)) other.play();
  }
  await host.heard('finished');
  const { length } = host.events;
  await twice('join');
  expect(host.count('generated') + host.count('refitted')).toBe(6);
  expect(host.count('forecast')).toBe(1);
  expect(await host.ask('tail', { after: length })).toEqual({ ok: true, events: [] });
});

test('a host’s command sent twice is granted twice and done once', async () => {
  const { host } = await classOnServer(3, { turnSeconds: null }, false);
  const seq = async () => {
    const { events } = (await host.ask('tail', { after: 0 })) as unknown as { events: { seq: number }[] };
    return events.at(-1)!.seq;
  };
  const commands: [string, object?][] = [
    ['configure', { config: { rounds: 3, handRounds: null } }],
    ['bots', { count: 2 }],
    ['bots', { count: 0 }],
    ['lock', { locked: true }],
    ['lock', { locked: false }],
    ['kick', { player: 1 }],
    ['start'],
    ['pause'],
    ['resume'],
    ['advance', { round: 0, step: 'generate' }],
    ['stop'],
    ['fast_forward'],
  ];
  for (const [name, payload] of commands) {
    expect(await host.ask(name, payload), name).toEqual({ ok: true });
    const after = await seq();
    expect(await host.ask(name, payload), name).toEqual({ ok: true });
    expect(await seq(), name).toBe(after);
  }
  expect(await host.code('pause')).toBe('wrong_phase');
});

test('fast-forward plays all that is left at once', async () => {
  const { host, students } = await classOnServer(2, { rounds: 50, play: 'relay' }, false);
  await host.ask('start');
  await host.ask('pause');
  expect(await host.code('fast_forward')).toBe('ok');
  expect(await host.heard('finished')).toMatchObject({ reason: 'fast_forward' });
  expect((await students[0]!.finished()).you!.line).toHaveLength(51);
});

test('two devices of the host follow one game, and either can lead it', async () => {
  const { server, session, host } = await classOnServer(2, {}, false);
  const other = await server.host(session);
  await other.ask('start');
  await host.heard('step_opened');
  expect(await host.code('stop')).toBe('ok');
  await Promise.all([host.heard('finished'), other.heard('finished')]);
  expect(other.events).toEqual(host.events);
  expect([host.goodbye, other.goodbye, ...host.gaps, ...other.gaps]).toEqual([null, null]);
});

test('the newest socket of a key replaces the older one at once', async () => {
  const { server, session, students } = await classOnServer(1, {}, false);
  const newer = await server.student(session, students[0]!.key);
  expect(await students[0]!.closed()).toBe('replaced');
  expect(newer.view.you).toMatchObject({ player: 1 });
  const room = await (await server.fetch(`/api/rooms/${session.code}`)).json();
  expect(room).toMatchObject({ players: 1 });
});

test('a board that was away hears what it lacks, and nothing twice', async () => {
  const { server, session, host, students } = await classOnServer(3, { rounds: 4, handRounds: 2 }, false);
  const board = await server.board(session);
  await board.until(() => board.events.length > 2);
  board.socket.disconnect();
  for (const student of students) student.plays = true;
  await host.ask('start');
  await host.heard('finished');
  board.socket.connect();
  await board.heard('finished');
  expect(board.events).toEqual(host.events);
  expect(board.gaps).toEqual([]);
  const late = await server.board(session, 5);
  await late.heard('finished');
  expect(late.events).toEqual(host.events.slice(5));
});

test('the log can be read by tail, part by part, until there is no more', async () => {
  const { server, session, host } = await classOnServer(2, { rounds: 100, textLength: 1_000 }, false);
  await host.ask('start');
  await host.ask('fast_forward');
  await host.heard('finished');
  const board = await server.board(session, host.events.length);
  const read = [];
  for (;;) {
    const reply = await board.ask('tail', { after: read.length });
    expect(JSON.stringify(reply).length).toBeLessThan(256_000);
    const { events } = reply as unknown as { events: unknown[] };
    if (events.length === 0) break;
    read.push(...events);
  }
  expect(read).toEqual(host.events);
  expect(await board.code('tail', { after: 'x' })).toBe('bad_request');
});

test('before the end nothing on the wire bears a secret, a key or a hash of one', async () => {
  const secret = '0123456789abcdef0123456789abcdef';
  const server = await TestServer.start();
  const session = (await (await server.post({ secret })).json()) as Awaited<ReturnType<TestServer['create']>>;
  const host = await server.host(session);
  const student = await server.student(session);
  await host.ask('start');
  await student.dealt();
  await host.heard('step_opened');
  const told = JSON.stringify([host.batches, student.views]);
  for (const hidden of [secret, session.hostKey, student.key]) expect(told).not.toContain(hidden);
  await host.ask('stop');
  expect(await host.heard('finished')).toMatchObject({ secret });
});
