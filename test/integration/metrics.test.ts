/** Metrics of a session, without personal data. */
import { expect, test } from 'vitest';
import { Metrics } from '../../server/lib/metrics.ts';
import { classOnServer } from '../support/server.ts';
import { Client } from '../support/clients.ts';

test('it counts who is there, what is played, how long it takes, and what is refused', async () => {
  const config = { rounds: 3, handRounds: 1, names: 'free' } as const;
  const { server, session, host, students } = await classOnServer(2, config);
  await server.board(session);
  for (const [index, name] of ['Ada Lovelace', 'Charles Babbage'].entries())
    expect(await students[index]!.code('join', { name })).toBe('ok');
  expect(await server.metric('telephone_rooms')).toBe(1);
  for (const [role, count] of Object.entries({ player: 2, board: 1, host: 1 }))
    expect(await server.metric(`telephone_connected{role="${role}"}`)).toBe(count);

  await host.ask('start');
  await host.heard('finished');
  const turns = (by: string) => server.metric(`telephone_turns_total{by="${by}"}`);
  expect([await turns('player'), await turns('server')]).toEqual([2 * 2, 2 * 2 * 2]);
  // two joins without a name and two with one, four turns, the start
  expect(await server.metric('telephone_acknowledgement_seconds_count')).toBe(2 + 2 + 4 + 1);
  const commits = await server.metric('telephone_commit_seconds_count');
  expect(commits).toBeGreaterThan(0);
  expect(await server.metric('telephone_commit_appends_sum')).toBeGreaterThanOrEqual(commits);

  expect(await students[0]!.code('stop')).toBe('not_host');
  await new Client(server.url, 'ZZZZZ', { role: 'board' }).refused();
  await server.fetch('/api/rooms/ZZZZZ');
  for (const [call, code] of [
    ['emit', 'not_host'],
    ['handshake', 'room_not_found'],
    ['http', 'room_not_found'],
  ])
    expect(await server.metric(`telephone_refused_total{call="${call}",code="${code}"}`)).toBe(1);

  students[0]!.socket.disconnect();
  await expect.poll(() => server.metric('telephone_connected{role="player"}')).toBe(1);
  const gone = 'telephone_disconnected_total{role="player",reason="client namespace disconnect"}';
  expect(await server.metric(gone)).toBe(1);

  const text = await (await server.fetch('/metrics')).text();
  for (const secret of [session.code, session.id, session.hostKey, students[0]!.key, 'Ada', 'Our class'])
    expect(text).not.toContain(secret);
});

test('the process is measured too', async () => {
  const metrics = new Metrics();
  metrics.observeProcess();
  const text = await metrics.text();
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
    expect(text).toContain(`\n${name} `);
});
