/** Whole sessions on real sockets, from the lobby to the replay. */
import { expect, test } from 'vitest';
import type { Config } from '../../shared/session/config.ts';
import type { Replay } from '../../shared/wire/http.ts';
import { createSession } from '../support/api.ts';
import { Class } from '../support/class.ts';
import { classOnServer, TestServer } from '../support/server.ts';
import { Student } from '../support/clients.ts';
import { until } from '../support/until.ts';
import { verify } from './verify-replay.ts';

/** Lets them play to the end, and gives the replay, which everybody agrees on. */
async function playToTheEnd(room: Awaited<ReturnType<typeof classOnServer>>): Promise<Replay> {
  const { server, session, host, students } = room;
  expect(await host.code('start')).toBe('ok');
  await host.heard('finished');
  const views = await Promise.all(students.map((student) => student.finished()));
  const replay = await server.replay(session);
  expect(replay.events).toEqual(host.events);
  expect(host.gaps).toEqual([]);
  expect(views.map((view) => view.replay)).toEqual(students.map(() => session.id));
  for (const student of students) expect(student.replies.filter(({ ok }) => !ok)).toEqual([]);
  verify(replay);
  return replay;
}

const playedBy = (replay: Replay, type: 'generated' | 'refitted') =>
  replay.events.flatMap((event) => (event.type === type ? [event.by] : []));

test('everyone: each writes and refits one model in every round, then the server plays on', async () => {
  const room = await classOnServer(6, { rounds: 5, handRounds: 4 });
  const replay = await playToTheEnd(room);
  for (const type of ['generated', 'refitted'] as const) {
    const by = playedBy(replay, type);
    for (const player of [1, 2, 3, 4, 5, 6]) expect(by.filter((one) => one === player)).toHaveLength(4);
    expect(by.filter((one) => one === 'server')).toHaveLength(6);
  }
  expect(room.students[2]!.view.you).toMatchObject({ player: 3, rollout: 2 });
  // one when it connects, two in the lobby at most, two a round by hand, one at the start, a round, the end
  expect(room.students[5]!.views.length).toBeLessThanOrEqual(3 + 2 * 4 + 3);
});

test('relay: one model goes round the class', async () => {
  const room = await classOnServer(4, { play: 'relay', rounds: 6, handRounds: null });
  const replay = await playToTheEnd(room);
  expect(playedBy(replay, 'generated')).toEqual([1, 2, 3, 4, 1, 2]);
  expect(playedBy(replay, 'refitted')).toEqual([2, 3, 4, 1, 2, 3]);
});

test('teams: one model for each', async () => {
  const game: Partial<Config> = { play: 'teams', teams: 2, regime: { kind: 'accumulate' } };
  const room = await classOnServer(5, { ...game, rounds: 4, handRounds: null });
  const replay = await playToTheEnd(room);
  const { teams } = await room.host.heard('started');
  expect(teams?.map((players) => players.join())).toEqual(['1,3,5', '2,4']);
  for (const event of replay.events)
    if (event.type === 'generated') expect(teams![event.rollout]).toContain(event.by);
});

test('typed: students make up the tokens, and the fit follows them', async () => {
  const game: Partial<Config> = { writing: 'type', regime: { kind: 'mix', fresh: 0.2 } };
  await playToTheEnd(await classOnServer(3, { ...game, rounds: 3, handRounds: null }));
});

test('a bot class plays among itself, with nobody else here', async () => {
  const room = await classOnServer(0, { rounds: 3, handRounds: 1 });
  expect(await room.host.code('bots', { count: 20 })).toBe('ok');
  const replay = await playToTheEnd(room);
  expect(new Set(playedBy(replay, 'generated').slice(0, 20)).size).toBe(20);
});

test('a late joiner plays from the next step on, and gets no model', async () => {
  const { server, session, host, students } = await classOnServer(2, { rounds: 4, handRounds: null });
  students[1]!.plays = false;
  await host.ask('start');
  await students[1]!.dealt();
  const late = await server.student(session);
  expect(late.view).toMatchObject({ you: { player: 3, rollout: null }, turns: [], next: true });
  students[1]!.play();
  await host.heard('finished');
  expect(late.replies.length).toBeGreaterThan(0);
  expect(host.events.some((event) => event.type === 'refitted' && event.by === 3)).toBe(true);
});

test('a game without late joiners refuses them, and a locked one too', async () => {
  const { server, session, host } = await classOnServer(2, { lateJoin: false });
  await host.ask('lock', { locked: true });
  const late = await server.student(session);
  expect(await late.code('join')).toBe('room_locked');
  await host.ask('lock', { locked: false });
  await host.ask('start');
  expect(await late.code('join')).toBe('room_locked');
  expect(late.view.you).toBeNull();
});

test('a kicked device is told so, does not come back, and its turn is played', async () => {
  const { host, students, server, session } = await classOnServer(3, { rounds: 2, handRounds: null });
  students[0]!.plays = false;
  await host.ask('start');
  await students[0]!.dealt();
  expect(await host.code('kick', { player: 1 })).toBe('ok');
  expect(await students[0]!.closed()).toBe('kicked');
  const again = new Student(server.url, session.code, students[0]!.key);
  expect(await again.refused()).toMatchObject({ code: 'kicked' });
  await host.heard('finished');
  expect(host.events.filter((event) => event.type === 'generated' && event.by === 'server')).not.toEqual([]);
});

test('forecasts are scored at the end', async () => {
  const { host, students } = await classOnServer(2, { rounds: 2, textLength: 1, handRounds: 0 });
  expect(await students[0]!.code('forecast', { round: 1, pole: 0 })).toBe('ok');
  await host.ask('start');
  const [guessed, silent] = await Promise.all(students.map((student) => student.finished()));
  expect(guessed!.you!.score).toEqual({ actual: 1, distance: 0, exact: 0, classExact: 0 });
  expect(silent!.you!.score).toBeUndefined();
});

test('[D9] devices put bytes of their own into the draws, and check them by themselves at the end', async () => {
  const server = await TestServer.start();
  const create = (body: object) => createSession(server.url, body);
  const plan = { devices: 5, thinks: () => 0, config: { rounds: 2, textLength: 3 } };
  using room = await Class.gather({ url: server.url, create }, plan);
  await until('every device has sealed', () =>
    room.devices.every(({ page }) => page.view?.you?.seal === 'sealed'),
  );
  await room.ask('start');
  expect(await room.check()).toMatchObject({ lost: [], doubled: [], misled: [] });
  for (const { page } of room.devices)
    expect(page.drawsSentence).toMatch(
      /^Checked on this device: .* All 5 devices put their own random bytes in/,
    );
});
