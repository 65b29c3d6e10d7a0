/** Whoever is removed is out: at once, whatever the connection is, and with that key for good. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { TestServer } from '../support/server.ts';
import { newKey, Phone } from '../support/clients.ts';
import { askForWebSocket, frameOf, Polling } from '../support/network/raw.ts';

/** A room with its host, into which somebody has come. */
async function open() {
  const server = await TestServer.start();
  const session = await server.create({ rounds: 2, handRounds: null });
  const host = await server.host(session);
  const players = () => server.metric('telephone_connected{role="player"}');
  return { server, session, host, players };
}

test.each(['websocket', 'polling'] as const)(
  'over %s a kicked phone is told so and cut, and comes in no more with that key [J5]',
  async (transport) => {
    const { server, session, host, players } = await open();
    const phone = await new Phone(server.url, session.code, newKey(), [transport]).connected();
    await phone.ask('join');
    expect(await host.code('kick', { player: 1 })).toBe('ok');
    expect(await players()).toBe(0);
    await phone.until(() => phone.goodbye === 'kicked' && !phone.socket.connected);
    for (const again of [transport, 'websocket'] as const) {
      const second = new Phone(server.url, session.code, phone.key, [again]);
      expect(await second.refused()).toMatchObject({ code: 'kicked' });
    }
    const hadSeen = phone.views.length;
    await host.ask('bots', { count: 2 });
    await host.ask('start');
    await host.ask('fast_forward');
    await host.heard('finished');
    expect(phone.views).toHaveLength(hadSeen);
  },
);

test('so is the newest tab of a key that has two, and the older one stays replaced', async () => {
  const { server, session, host, players } = await open();
  const older = await server.phone(session);
  const newer = await server.phone(session, older.key);
  await older.until(() => older.goodbye);
  await host.ask('kick', { player: 1 });
  await newer.until(() => newer.goodbye);
  expect([older.goodbye, newer.goodbye, await players()]).toEqual(['replaced', 'kicked', 0]);
});

test('a polling phone that does not come for its goodbye is heard no more', async () => {
  const { server, session, host, players } = await open();
  const phone = await Polling.open(server.url, session.code, { role: 'player', key: newKey() });
  await phone.say('420["join",{}]');
  await host.heard('joined');
  await host.ask('kick', { player: 1 });
  expect(await players()).toBe(0);
  await phone.say('421["forecast",{"round":1,"pole":0}]');
  await host.ask('lock', { locked: true });
  await host.heard('locked');
  expect(host.events.map(({ type }) => type)).not.toContain('forecast');
  expect(await phone.hear()).toMatch(/"kicked"/);
});

test('a half-open line is cut although its other end does not answer', async () => {
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
  const phone = await server.phone(session);
  await host.ask('kick', { player: 1 });
  await phone.until(() => phone.goodbye);
  const back = await new Phone(server.url, session.code).connected();
  expect(await back.ask('join')).toMatchObject({ ok: true, player: 2 });
  await host.ask('kick', { player: 2 });
  await host.ask('lock', { locked: true });
  const third = await new Phone(server.url, session.code).connected();
  expect(await third.code('join')).toBe('room_locked');
});

test('whoever joins under ever new keys fills the room and no more, and the host’s lock ends it [J2]', async () => {
  const { server, session, host } = await open();
  const pupil = await server.phone(session);
  const flood = await Promise.all(
    Array.from({ length: 255 }, async () => {
      const phone = await new Phone(server.url, session.code).connected();
      phone.plays = false;
      return phone.code('join');
    }),
  );
  expect(flood.filter((code) => code === 'ok')).toHaveLength(249);
  expect(flood.filter((code) => code === 'room_full')).toHaveLength(6);
  await host.ask('lock', { locked: true });
  for (let player = 2; player <= 250; player++) await host.ask('kick', { player });
  expect(await (await new Phone(server.url, session.code).connected()).code('join')).toBe('room_locked');
  await host.ask('start');
  await host.heard('finished');
  await pupil.finished();
  expect(pupil.replies).toHaveLength(4);
});
