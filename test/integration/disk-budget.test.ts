/** Disk budget on a real server: what a host is told, and for whom rooms work. */
import { expect, test } from 'vitest';
import { DiskBudget } from '../../server/limits/disk-budget.ts';
import { TestServer } from '../support/server.ts';

test('a game that is larger than what is left does not begin, and a smaller one does', async () => {
  const server = await TestServer.start({ diskBudget: new DiskBudget(100e6) });
  const session = await server.create({ rounds: 200, textLength: 1_000 });
  const host = await server.host(session);
  expect(await host.ask('bots', { count: 30 })).toEqual({ ok: true });
  const refused = await host.ask('start');
  expect(refused).toMatchObject({ ok: false, error: { code: 'disk_budget' } });
  expect((await server.rooms.find(session.code))!.state.phase).toBe('lobby');
  expect(await host.ask('configure', { config: { textLength: 10, rounds: 2 } })).toEqual({ ok: true });
  expect(await host.ask('start')).toEqual({ ok: true });
  expect(await host.ask('fast_forward')).toEqual({ ok: true });
});

test('a room takes its turn at long work under the address of its host, once that is there', async () => {
  const server = await TestServer.start({ trustProxy: 1 });
  const session = await server.create();
  const room = (await server.rooms.find(session.code))!;
  expect(room.owner).toBe(session.id);
  await server.student(session);
  expect(room.owner).toBe(session.id);
  await server.host(session);
  expect(room.owner).toBe('127.0.0.1');
});
