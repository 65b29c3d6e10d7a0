/** Slow consumers on real sockets: disconnected, and nobody else notices. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Limits } from '../../server/limits/limits.ts';
import { wireVersion } from '../../shared/wire/calls.ts';
import { newKey, type Client } from '../support/clients.ts';
import { askForWebSocket, frameOf, openPolling } from '../support/network/raw.ts';
import { classOnServer, TestServer } from '../support/server.ts';

/** Long texts, so that there is much to be read. */
const wordy = { textLength: 1000, handRounds: null, turnSeconds: null } as const;

/** Reads nothing more of what comes on this client's connection, until the function that comes back is called. */
function stopReading({ socket }: Client): () => void {
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  ws.pause();
  return () => ws.resume();
}

const cutOf = (role: string) => `telephone_disconnected_total{role="${role}",reason="slow reader"}`;

test('a device that asks on and reads no answer is cut, and is shown how things are when it reads again', async () => {
  const server = await TestServer.start({ limits: new Limits(1_000_000) });
  const { host, students } = await server.classOf(2, { ...wordy, rounds: 1 }, false);
  const [peer, stuck] = [students[0]!, students[1]!];
  const readAgain = stopReading(stuck);
  const line = stuck.socket.id;
  // the system's own buffers take the first megabytes
  while ((await server.metric(cutOf('player'))) === 0)
    for (let times = 0; times < 5_000; times++) stuck.socket.emit('join', {}, () => {});
  expect(await peer.code('join')).toBe('ok');
  await host.ask('start');
  await peer.until(() => peer.view.phase === 'playing');
  readAgain();
  await stuck.until(() => stuck.socket.id !== line && stuck.view.phase === 'playing');
  expect(stuck.view).toMatchObject({ seq: peer.view.seq, you: { player: 2 } });
});

test('a device that polls, and stops to, is cut as well', async () => {
  const server = await TestServer.start({ limits: new Limits(1_000_000) });
  const { session, host, students } = await server.classOf(1, { ...wordy, rounds: 1 }, false);
  // lets itself be admitted, and then does not ask again
  const silent = await openPolling(server.url, session.code, { role: 'player', key: newKey() });
  await silent.hear();
  await host.ask('start');
  // from then on a view holds a text of a thousand tokens
  await host.ask('advance', { round: 0, step: 'generate' });
  while ((await server.metric(cutOf('player'))) === 0)
    for (let times = 0; times < 25; times++) {
      await host.ask('pause');
      await host.ask('resume');
    }
  expect(students[0]!.socket.connected).toBe(true);
});

test('a board that stops reading is cut, and has the whole log when it reads again', async () => {
  const { server, session, host } = await classOnServer(0, { ...wordy, rounds: 60, handRounds: 0 });
  const [stuck, peer] = [await server.board(session), await server.board(session)];
  await host.ask('bots', { count: 100 });
  const readAgain = stopReading(stuck);
  await host.ask('start');
  await host.ask('fast_forward');
  await peer.heard('finished');
  while ((await server.metric(cutOf('board'))) === 0);
  readAgain();
  await stuck.heard('finished');
  expect([stuck.gaps, peer.gaps]).toEqual([[], []]);
  expect(stuck.events).toEqual(peer.events);
});

test('a removed device that does not close its side is closed all the same, long before half a minute', async () => {
  const { server, session, host } = await classOnServer(0, wordy);
  const { socket } = await askForWebSocket(server.url, `room=${session.code}`);
  const send = (packet: string) => socket.write(frameOf(packet));
  const closed = once(socket, 'close');
  socket.resume();
  send(`40${JSON.stringify({ version: wireVersion, role: 'player', key: newKey() })}`);
  send('420["join",{}]');
  await host.heard('joined');
  await host.ask('kick', { player: 1 });
  await closed;
});
