/** A host deletes a session: from the server, from everybody's screen, and from the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CreatedSession, Replay } from '../../shared/wire/http.ts';
import { errorOf, TestServer } from '../support/server.ts';

const remove = (server: TestServer, id: string, key?: string) =>
  server.fetch(`/api/sessions/${id}`, {
    method: 'DELETE',
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });

/** Every byte of the database's files. */
function bytesOf({ folder }: TestServer): string {
  const files = readdirSync(folder).filter((name) => name.includes('.sqlite'));
  return files.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
}

async function play(server: TestServer, name: string): Promise<{ session: CreatedSession; text: string }> {
  const session = await server.create({ rounds: 3, handRounds: 0, textLength: 200, names: 'free' });
  const phone = await server.phone(session);
  await phone.ask('join', { name });
  const host = await server.host(session);
  await host.ask('start');
  const { tokens } = await host.heard('generated');
  await host.heard('finished');
  for (const guest of [phone, host]) guest.socket.disconnect();
  for (const role of ['player', 'host'])
    await expect.poll(() => server.metric(`telephone_connected{role="${role}"}`)).toBe(0);
  return { session, text: tokens };
}

test('a played session is gone from every file, with its names and texts, and the others are not', async () => {
  const server = await TestServer.start();
  const [deleted, kept] = [await play(server, 'Ada Deleted'), await play(server, 'Ben Kept')];
  const before = bytesOf(server);
  const traces = [
    deleted.session.id,
    deleted.session.code,
    deleted.session.commitment,
    deleted.text,
    'Ada Deleted',
  ];
  expect(traces.filter((trace) => !before.includes(trace))).toEqual([]);
  expect((await remove(server, deleted.session.id, deleted.session.hostKey)).status).toBe(204);
  const after = bytesOf(server);
  expect(traces.filter((trace) => after.includes(trace))).toEqual([]);
  expect([kept.text, 'Ben Kept'].filter((trace) => !after.includes(trace))).toEqual([]);
  expect(await errorOf(await server.fetch(`/api/sessions/${deleted.session.id}`))).toEqual([
    404,
    'session_not_found',
    undefined,
  ]);
  const replay = (await (await server.fetch(`/api/sessions/${kept.session.id}`)).json()) as Replay;
  expect(replay.finishedAt).not.toBeNull();
});

test('only its host’s key deletes a session, and only once', async () => {
  const server = await TestServer.start();
  const [session, other] = [await server.create(), await server.create()];
  const phone = await server.phone(session);
  for (const key of [undefined, '', 'wrong', phone.key, other.hostKey])
    expect(await errorOf(await remove(server, session.id, key))).toEqual([401, 'bad_key', undefined]);
  expect(await errorOf(await remove(server, 'nobody', session.hostKey))).toEqual([
    404,
    'session_not_found',
    undefined,
  ]);
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(200);
  expect((await remove(server, session.id, session.hostKey)).status).toBe(204);
  expect(await errorOf(await remove(server, session.id, session.hostKey))).toEqual([
    404,
    'session_not_found',
    undefined,
  ]);
  expect((await server.fetch(`/api/rooms/${other.code}`)).status).toBe(200);
});

test('phones, boards and the host of a game that is deleted come back, and hear that there is none', async () => {
  const server = await TestServer.start();
  const session = await server.create();
  const guests = [
    ...(await server.phones(session, 2)),
    await server.board(session),
    await server.host(session),
  ];
  expect((await remove(server, session.id, session.hostKey)).status).toBe(204);
  for (const guest of guests) {
    await guest.until(() => !guest.socket.connected);
    guest.socket.connect();
    expect((await guest.refused()).code).toBe('room_not_found');
    expect(guest.goodbye).toBeNull();
  }
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(404);
});
