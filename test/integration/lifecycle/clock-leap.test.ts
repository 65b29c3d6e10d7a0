/** A server whose clock leaps while a class is there. */
import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../server/lib/clock.ts';
import { TestServer } from '../../support/server.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The system's clock, which can be set; timers go on as they do while a machine sleeps. */
class SetClock implements Clock {
  ahead = 0;

  now = (): number => systemClock.now() + this.ahead;

  at(time: number, call: () => void): () => void {
    return systemClock.at(time - this.ahead, call);
  }
}

test('twelve devices play their turns themselves after the server has slept in an open step', async () => {
  const clock = new SetClock();
  const server = await TestServer.start({ clock });
  const { host, students } = await server.classOf(12, { rounds: 1, handRounds: null }, false);
  await host.ask('start');
  await host.heard('step_opened');
  clock.ahead = hour;
  for (const student of students) student.play();
  await host.until(() => host.count('generated') === 12);
  const played = host.events.filter((event) => event.type === 'generated');
  expect(played.filter((event) => 'by' in event && event.by === 'server')).toEqual([]);
  expect(host.events.map(({ type }) => type)).toContain('deadline');
});

test('a lobby whose time is over by the clock says so to everybody in it', async () => {
  const clock = new SetClock();
  const server = await TestServer.start({ clock });
  const { session, host, students } = await server.classOf(12);
  clock.ahead = 8 * day;
  expect((await server.fetch(`/api/rooms/${session.code}`)).status).toBe(404);
  for (const client of [...students, host]) {
    expect(await client.closed()).toBeNull();
    client.socket.connect();
    expect((await client.refused()).code).toBe('room_not_found');
  }
});
