/** Removal of a player: at once, on every transport, for good. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { classOnServer } from '../support/server.ts';
import { newKey, Student } from '../support/clients.ts';
import { askForWebSocket, frameOf, openPolling } from '../support/network/raw.ts';

/** A room with its host, into which somebody has come. */
async function open() {
  const room = await classOnServer(0, { rounds: 2, handRounds: null });
  return { ...room, players: () => room.server.metric('telephone_connected{role="player"}') };
}

test.each(['websocket', 'polling'] as const)(
  'over %s a kicked device is told so and cut, and comes in no more with that key [J5]',
  async (transport) => {
    const { server, session, host, players } = await open();
    const student = new Student(server.url, session.code, newKey(), { transports: [transport] });
    await student.connected();
    await student.ask('join');
    expect(await host.code('kick', { player: 1 })).toBe('ok');
    expect(await players()).toBe(0);
    expect(await student.closed()).toBe('kicked');
    for (const again of [transport, 'websocket'] as const) {
      const second = new Student(server.url, session.code, student.key, { transports: [again] });
      expect(await second.refused()).toMatchObject({ code: 'kicked' });
    }
    const hadSeen = student.views.length;
    await host.ask('bots', { count: 2 });
    await host.ask('start');
    await host.ask('fast_forward');
    await host.heard('finished');
    expect(student.views).toHaveLength(hadSeen);
  },
);

test('so is the newest tab of a key that has two, and the older one stays replaced', async () => {
  const { server, session, host, players } = await open();
  const older = await server.student(session);
  const newer = await server.student(session, older.key);
  await older.until(() => older.goodbye);
  await host.ask('kick', { player: 1 });
  await newer.until(() => newer.goodbye);
  expect([older.goodbye, newer.goodbye, await players()]).toEqual(['replaced', 'kicked', 0]);
});

test('a polling device that does not come for its goodbye is heard no more', async () => {
  const { server, session, host, players } = await open();
  const student = await openPolling(server.url, session.code, { role: 'player', key: newKey() });
  await student.say('420["join",{}]');
  await host.heard('joined');
  await host.ask('kick', { player: 1 });
  expect(await players()).toBe(0);
  await student.say('421["forecast",{"round":1,"pole":0}]');
  await host.ask('lock', { locked: true });
  await host.heard('locked');
  expect(host.events.map(({ type }) => type)).not.toContain('forecast');
  expect(await student.hear()).toMatch(/"kicked"/);
});

test('a half-open connection is cut although its other end does not answer', async () => {
  const { server, session, host, players } = await open();
  const { socket } = await askForWebSocket(server.url, `room=${session.code}`);
  socket.write(frameOf(`40${JSON.stringify({ version: 1, role: 'player', key: newKey() })}`));
  socket.write(frameOf('420["join",{}]'));
  await host.heard('joined');
  await host.ask('kick', { player: 1 });
  expect(await players()).toBe(0);
  socket.write(frameOf('421["forecast",{"round":1,"pole":0}]'));
  await once(socket, 'close');
  expect(host.events.map(({ type }) => type)).not.toContain('forecast');
});

test('under a new key there is a new seat, unless the room is locked [J2]', async () => {
  const { server, session, host } = await open();
  const student = await server.student(session);
  await host.ask('kick', { player: 1 });
  await student.until(() => student.goodbye);
  const back = await server.stranger(session);
  expect(await back.ask('join')).toMatchObject({ ok: true, player: 2 });
  await host.ask('kick', { player: 2 });
  await host.ask('lock', { locked: true });
  const third = await server.stranger(session);
  expect(await third.code('join')).toBe('room_locked');
});

test('whoever joins under ever new keys fills the room and no more, and the host’s lock ends it [J2]', async () => {
  const { server, session, host } = await open();
  const student = await server.student(session);
  const joinAnew = async () => {
    const stranger = await server.stranger(session);
    stranger.plays = false;
    return stranger.code('join');
  };
  const flood = await Promise.all(Array.from({ length: 255 }, joinAnew));
  expect(flood.filter((code) => code === 'ok')).toHaveLength(249);
  expect(flood.filter((code) => code === 'room_full')).toHaveLength(6);
  await host.ask('lock', { locked: true });
  for (let player = 2; player <= 250; player++) await host.ask('kick', { player });
  expect(await (await server.stranger(session)).code('join')).toBe('room_locked');
  await host.ask('start');
  await host.heard('finished');
  await student.finished();
  expect(student.replies).toHaveLength(4);
});
