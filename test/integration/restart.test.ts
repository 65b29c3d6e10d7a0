/** A server that ends in the middle of a step, and another one that starts on its file. */
import { expect, test } from 'vitest';
import type { Replay } from '../../shared/wire/http.ts';
import { TestServer } from '../support/server.ts';
import { verify } from './verify-replay.ts';

test('phones and boards come back by themselves, and no turn is lost or doubled', async () => {
  const first = await TestServer.start();
  const session = await first.create({ rounds: 4, handRounds: null, turnSeconds: 5 });
  const host = await first.host(session);
  const phones = await first.phones(session, 4);
  phones[3]!.plays = false;
  await host.ask('start');
  await host.until(() => host.events.filter(({ type }) => type === 'generated').length === 3);
  const before = host.events.length;

  await first.stop();
  await host.until(() => !host.socket.connected);
  const restarted = Date.now();
  const second = await TestServer.start(first);
  await Promise.all([host, ...phones].map((guest) => guest.connected()));
  const { deadline } = await host.heard('deadline');
  expect(deadline).toBeGreaterThanOrEqual(restarted + 10_000);
  const waiting = await phones[3]!.until(() =>
    phones[3]!.views.findLast((view) => view.deadline === deadline),
  );
  expect(waiting).toMatchObject({ round: 0, step: 'generate', turns: [{ rollout: 3, round: 0 }] });

  phones[3]!.plays = true;
  phones[3]!.play();
  await host.heard('finished');
  expect(host.gaps).toEqual([]);
  expect(host.events.length).toBeGreaterThan(before);
  const replay = (await (await second.fetch(`/api/sessions/${session.id}`)).json()) as Replay;
  expect(replay.events).toEqual(host.events);
  verify(replay);
  expect(replay.events.some((event) => event.type === 'generated' && event.by === 'server')).toBe(false);
  expect(phones.flatMap(({ replies }) => replies).filter(({ ok }) => !ok)).toEqual([]);
});

test('a lobby survives, with its seats, forecasts and its host', async () => {
  const first = await TestServer.start();
  const session = await first.create({ names: 'free' });
  const phone = await first.phone(session);
  expect(await phone.code('join', { name: 'Ada' })).toBe('ok');
  await phone.ask('forecast', { round: 9, pole: 1 });
  phone.socket.disconnect();
  await first.stop();
  const second = await TestServer.start(first);
  const again = await second.phone(session, phone.key);
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
  const phone = await first.phone(session);
  await (await first.host(session)).ask('start');
  const { class: summary } = await phone.finished();
  phone.socket.disconnect();
  await first.stop();
  const second = await TestServer.start(first);
  const again = await second.phone(session, phone.key);
  expect(again.view).toMatchObject({ phase: 'finished', replay: session.id, class: summary });
  verify((await (await second.fetch(`/api/sessions/${session.id}`)).json()) as Replay);
});
