/** A server that is told to end: it takes nothing new, loses nothing, and waits for nobody who hangs. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { HandClock } from '../support/hand-clock.ts';
import { TestServer } from '../support/server.ts';

/** A connection on which a request has begun and not ended. */
async function hangingRequest({ port }: { port: number }, beginning: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').resume();
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}

test('it takes nothing new, and cuts what still hangs after a while', async () => {
  const clock = new HandClock();
  const server = await TestServer.start({ clock });
  const hanging = await hangingRequest(
    server,
    'POST /api/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n',
  );
  // the one before has been heard by the time that this one is answered
  expect((await server.fetch('/readyz')).status).toBe(200);
  const stopping = server.stop();
  await expect(server.fetch('/readyz')).rejects.toThrow('fetch failed');
  expect(hanging.closed).toBe(false);
  const cut = once(hanging, 'close');
  await clock.turn(500);
  await Promise.all([cut, stopping]);
});

test('what was said as it was told to end is written, and comes back as granted', async () => {
  const first = await TestServer.start();
  const session = await first.create({
    rounds: 1,
    handRounds: null,
    turnSeconds: null,
    writing: 'type',
    textLength: 5,
  });
  const host = await first.host(session);
  const phones = await first.phones(session, 20);
  for (const phone of phones) phone.plays = false;
  await host.ask('start');
  for (const phone of phones) await phone.until(() => phone.views.some(({ turns }) => turns.length > 0));
  const acknowledged = new Set<number>();
  const told = phones.map(async (phone, rollout) => {
    // the line of some goes before their answer comes
    const reply = await phone.ask('generate', { rollout, round: 0, tokens: '01010' }).catch(() => null);
    if (reply?.ok) acknowledged.add(rollout);
  });
  await Promise.any(told);
  await first.stop();
  const guests = [host, ...phones];
  await Promise.all(guests.map((guest) => guest.until(() => !guest.socket.connected)));
  expect(phones.map(({ goodbye }) => goodbye)).toEqual(phones.map(() => null));

  const second = await TestServer.start(first);
  await Promise.all(guests.map((guest) => guest.connected()));
  const again = phones.map((phone, rollout) =>
    phone.code('generate', { rollout, round: 0, tokens: '01010' }),
  );
  expect(await Promise.all(again)).toEqual(phones.map(() => 'ok'));
  await host.until(() => host.events.filter(({ type }) => type === 'generated').length === 20);
  expect(acknowledged.size).toBeGreaterThan(0);
  const written = host.events.flatMap((event) => (event.type === 'generated' ? [event] : []));
  expect(written.map(({ rollout }) => rollout).sort((a, b) => a - b)).toEqual(
    phones.map((_, rollout) => rollout),
  );
  expect(written.every(({ by, rollout }) => by === rollout + 1)).toBe(true);
  expect(host.gaps).toEqual([]);
  await second.stop();
});
