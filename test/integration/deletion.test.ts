/** Deletion of a session: on the server, on every screen, and on disk. */
import { expect, test } from 'vitest';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { errorOf } from '../support/api.ts';
import { bytesIn } from '../support/tmp.ts';
import { classOnServer, TestServer } from '../support/server.ts';

async function play(server: TestServer, name: string): Promise<{ session: CreatedSession; text: string }> {
  const config = { rounds: 3, handRounds: 0, textLength: 200, names: 'free' } as const;
  const { session, host, students } = await server.classOf(1, config);
  await students[0]!.ask('join', { name });
  await host.ask('start');
  const { tokens } = await host.heard('generated');
  await host.heard('finished');
  for (const client of [...students, host]) client.socket.disconnect();
  for (const role of ['player', 'host'])
    await expect.poll(() => server.metric(`telephone_connected{role="${role}"}`)).toBe(0);
  return { session, text: tokens };
}

test('a played session is gone from every file, with its names and texts, and the others are not', async () => {
  const server = await TestServer.start();
  const [deleted, kept] = [await play(server, 'Ada Deleted'), await play(server, 'Ben Kept')];
  const before = bytesIn(server.folder);
  const { id, code, commitment, hostKey } = deleted.session;
  const traces = [id, code, commitment, deleted.text, 'Ada Deleted'];
  expect(traces.filter((trace) => !before.includes(trace))).toEqual([]);
  expect((await server.delete(id, hostKey)).status).toBe(204);
  const tracesLeft = () => {
    const bytes = bytesIn(server.folder);
    return traces.filter((trace) => bytes.includes(trace));
  };
  await expect.poll(tracesLeft, { timeout: 20_000 }).toEqual([]);
  const after = bytesIn(server.folder);
  expect([kept.text, 'Ben Kept'].filter((trace) => !after.includes(trace))).toEqual([]);
  expect(await errorOf(await server.fetch(`/api/sessions/${id}`))).toBe('404 session_not_found');
  expect((await server.replay(kept.session)).finishedAt).not.toBeNull();
});

test('only its host’s key deletes a session, and only once', async () => {
  const server = await TestServer.start();
  const [session, other] = [await server.create(), await server.create()];
  const student = await server.student(session);
  for (const key of [undefined, '', 'wrong', student.key, other.hostKey])
    expect(await errorOf(await server.delete(session.id, key))).toBe('401 bad_key');
  expect(await errorOf(await server.delete('nobody', session.hostKey))).toBe('404 session_not_found');
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(200);
  expect((await server.delete(session.id, session.hostKey)).status).toBe(204);
  expect(await errorOf(await server.delete(session.id, session.hostKey))).toBe('404 session_not_found');
  expect((await server.fetch(`/api/rooms/${other.code}`)).status).toBe(200);
});

test('devices, boards and the host of a game that is deleted come back, and hear that there is none', async () => {
  const { server, session, host, students } = await classOnServer(2);
  const clients = [...students, host, await server.board(session)];
  expect((await server.delete(session.id, session.hostKey)).status).toBe(204);
  for (const client of clients) {
    expect(await client.closed()).toBeNull();
    client.socket.connect();
    expect((await client.refused()).code).toBe('room_not_found');
    expect(client.goodbye).toBeNull();
  }
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(404);
});
