/** Devices and boards that stop reading, on real sockets: they are cut, and nobody else notices. */
import { expect, test } from 'vitest';
import { Limits } from '../../server/limits/limits.ts';
import { wireVersion } from '../../shared/wire/calls.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { TestServer } from '../support/server.ts';
import { newKey, type AdmittedClient, type Phone } from '../support/clients.ts';

/** Long texts, so that there is much to be read. */
const wordy = { textLength: 1000, handRounds: null, turnSeconds: null } as const;

/** Reads nothing more of what comes on this guest's line, until the function that comes back is called. */
function stopReading({ socket }: AdmittedClient): () => void {
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  ws.pause();
  return () => ws.resume();
}

/** A phone by polling that has been let in, and then does not ask again. */
async function silentPoller(server: TestServer, { code }: CreatedSession): Promise<void> {
  const path = `/socket.io/?EIO=4&transport=polling&room=${code}`;
  const opened = await (await server.fetch(path)).text();
  const session = `${path}&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`;
  const hello = JSON.stringify({ version: wireVersion, role: 'player', key: newKey() });
  await server.fetch(session, { method: 'POST', body: `40${hello}` });
  await (await server.fetch(session)).text();
}

const cutOf = (role: string) => `telephone_disconnected_total{role="${role}",reason="slow reader"}`;

test('a phone that asks on and reads no answer is cut, and is shown how things are when it reads again', async () => {
  const server = await TestServer.start({ limits: new Limits(1_000_000) });
  const session = await server.create({ ...wordy, rounds: 1 });
  const [peer, stuck] = (await server.phones(session, 2)) as [Phone, Phone];
  peer.plays = stuck.plays = false;
  const readAgain = stopReading(stuck);
  const line = stuck.socket.id;
  // the system's own buffers take the first megabytes
  while ((await server.metric(cutOf('player'))) === 0)
    for (let times = 0; times < 5_000; times++) stuck.socket.emit('join', {}, () => {});
  expect(await peer.code('join')).toBe('ok');
  await (await server.host(session)).ask('start');
  await peer.until(() => peer.view.phase === 'playing');
  readAgain();
  await stuck.until(() => stuck.socket.id !== line && stuck.view.phase === 'playing');
  expect(stuck.view).toMatchObject({ seq: peer.view.seq, you: { player: 2 } });
});

test('a phone that polls, and stops to, is cut as well', async () => {
  const server = await TestServer.start({ limits: new Limits(1_000_000) });
  const session = await server.create({ ...wordy, rounds: 1 });
  const host = await server.host(session);
  const peer = await server.phone(session);
  peer.plays = false;
  await silentPoller(server, session);
  await host.ask('start');
  // from then on a view holds a text of a thousand tokens
  await host.ask('advance', { round: 0, step: 'generate' });
  while ((await server.metric(cutOf('player'))) === 0)
    for (let times = 0; times < 25; times++) {
      await host.ask('pause');
      await host.ask('resume');
    }
  expect(peer.socket.connected).toBe(true);
});

test('a board that stops reading is cut, and has the whole log when it reads again', async () => {
  const server = await TestServer.start();
  const session = await server.create({ ...wordy, rounds: 60, handRounds: 0 });
  const host = await server.host(session);
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
