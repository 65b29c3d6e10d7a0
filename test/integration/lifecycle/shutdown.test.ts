/** Graceful shutdown: accepts nothing new, loses nothing, waits for no hanging client. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { HandClock } from '../../support/hand-clock.ts';
import { hangingRequest } from '../../support/network/raw.ts';
import { classOnServer, TestServer } from '../../support/server.ts';

test('it takes nothing new, and cuts what still hangs after a while', async () => {
  const clock = new HandClock();
  const server = await TestServer.start({ clock });
  const hanging = await hangingRequest(server);
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
  const config = { rounds: 1, handRounds: null, turnSeconds: null, writing: 'type', textLength: 5 } as const;
  const { server: first, host, students } = await classOnServer(20, config, false);
  await host.ask('start');
  for (const student of students) await student.dealt();
  const acknowledged = new Set<number>();
  const told = students.map(async (student, rollout) => {
    // the connection of some goes before their answer comes
    const reply = await student.ask('generate', { rollout, round: 0, tokens: '01010' }).catch(() => null);
    if (reply?.ok) acknowledged.add(rollout);
  });
  await Promise.any(told);
  await first.stop();
  const clients = [host, ...students];
  await Promise.all(clients.map((client) => client.closed()));
  expect(students.map(({ goodbye }) => goodbye)).toEqual(students.map(() => null));

  const second = await TestServer.start(first);
  await Promise.all(clients.map((client) => client.connected()));
  const again = students.map((student, rollout) =>
    student.code('generate', { rollout, round: 0, tokens: '01010' }),
  );
  expect(await Promise.all(again)).toEqual(students.map(() => 'ok'));
  await host.until(() => host.count('generated') === 20);
  expect(acknowledged.size).toBeGreaterThan(0);
  const written = host.events.flatMap((event) => (event.type === 'generated' ? [event] : []));
  const rollouts = written.map(({ rollout }) => rollout).sort((a, b) => a - b);
  expect(rollouts).toEqual(students.map((_, rollout) => rollout));
  expect(written.every(({ by, rollout }) => by === rollout + 1)).toBe(true);
  expect(host.gaps).toEqual([]);
  await second.stop();
});
