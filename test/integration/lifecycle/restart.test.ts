/** Restart of the server in the middle of a step. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealOf } from '../../../shared/session/secret.ts';
import { classOnServer, TestServer } from '../../support/server.ts';
import { verdictOf } from '../../support/session/verdict.ts';
import { verify } from '../verify-replay.ts';

test('devices and boards come back by themselves, and no turn is lost or doubled', async () => {
  const config = { rounds: 4, handRounds: null, turnSeconds: 5 };
  const { server: first, session, host, students } = await classOnServer(4, config);
  students[3]!.plays = false;
  await host.ask('start');
  await host.until(() => host.count('generated') === 3);
  const before = host.events.length;

  await first.stop();
  await host.closed();
  const restarted = Date.now();
  const second = await TestServer.start(first);
  await Promise.all([host, ...students].map((client) => client.connected()));
  const { deadline } = await host.heard('deadline');
  expect(deadline).toBeGreaterThanOrEqual(restarted + 10_000);
  const fourth = students[3]!;
  const waiting = await fourth.until(() => fourth.views.findLast((view) => view.deadline === deadline));
  expect(waiting).toMatchObject({ round: 0, step: 'generate', turns: [{ rollout: 3, round: 0 }] });

  fourth.play();
  await host.heard('finished');
  expect(host.gaps).toEqual([]);
  expect(host.events.length).toBeGreaterThan(before);
  const replay = await second.replay(session);
  expect(replay.events).toEqual(host.events);
  verify(replay);
  expect(replay.events.some((event) => event.type === 'generated' && event.by === 'server')).toBe(false);
  expect(students.flatMap(({ replies }) => replies).filter(({ ok }) => !ok)).toEqual([]);
});

test('a lobby survives, with its seats, forecasts and its host', async () => {
  const first = await TestServer.start();
  const session = await first.create({ names: 'free' });
  const student = await first.student(session);
  expect(await student.code('join', { name: 'Ada' })).toBe('ok');
  await student.ask('forecast', { round: 9, pole: 1 });
  student.socket.disconnect();
  await first.stop();
  const second = await TestServer.start(first);
  const again = await second.student(session, student.key);
  expect(again.view).toMatchObject({
    phase: 'lobby',
    title: 'Our class',
    you: { player: 1, name: 'Ada', forecast: { round: 9, pole: 1 } },
  });
  const host = await second.host(session);
  expect(await host.code('start')).toBe('ok');
});

test('what has finished can still be seen under its code and its id', async () => {
  const first = await TestServer.start();
  const session = await first.create({ rounds: 2, handRounds: 0 });
  const student = await first.student(session);
  await (await first.host(session)).ask('start');
  const { class: summary } = await student.finished();
  student.socket.disconnect();
  await first.stop();
  const second = await TestServer.start(first);
  const again = await second.student(session, student.key);
  expect(again.view).toMatchObject({ phase: 'finished', replay: session.id, class: summary });
  verify(await second.replay(session));
});

test('[D8] bytes that were sealed before a restart are revealed after it, and are in every draw', async () => {
  const first = await TestServer.start();
  const session = await first.create({ rounds: 2, handRounds: 1 });
  const host = await first.host(session);
  const students = await Promise.all(Array.from({ length: 3 }, () => first.stranger(session)));
  const bytes = students.map(() => randomBytes(16).toString('hex'));
  for (const [index, student] of students.entries()) {
    const { commitment } = await student.until(() => student.view);
    expect(commitment).toBe(session.commitment);
    expect(await student.code('join', { seal: sealOf(commitment!, bytes[index]!) })).toBe('ok');
  }
  await host.ask('start');
  const { fixed } = await students[0]!.until(() =>
    students[0]!.views.find(({ you }) => you?.seal === 'fixed'),
  );
  expect(await students[0]!.code('reveal', { bytes: bytes[0] })).toBe('ok');
  expect(await students[1]!.code('reveal', { bytes: bytes[0] })).toBe('wrong_bytes');
  await first.stop();
  const second = await TestServer.start(first);
  await Promise.all([host, ...students].map((client) => client.connected()));
  await host.heard('deadline');
  for (const index of [2, 1])
    expect(await students[index]!.code('reveal', { bytes: bytes[index] })).toBe('ok');
  await host.heard('finished');
  const { draws, ...view } = await students[0]!.finished();
  const replay = await second.replay(session);
  const { secret, commitment, events } = replay;
  expect(view.fixed).toBe(fixed);
  expect(draws).toEqual({
    ...{ secret, teams: null, owners: [1, 2, 3], missing: [] },
    revealed: bytes.map((own, index) => [index + 1, own]),
  });
  expect(verdictOf({ commitment, secret: secret!, events, fixed: fixed! })).toMatchObject({
    ok: true,
    source: { kind: 'players', in: 3, missing: 0 },
  });
});
