/** Rooms whose store refuses an event for ever: an error of the command that caused it, and of no other. */
import { expect, test } from 'vitest';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { classOf, openRoom } from '../../support/rooms.ts';

const isOf = (name: string) => (event: SessionEvent) => event.type === 'joined' && event.name === name;

test('who sent it is told so at once, and who asked in the same moment gets what they asked for', async () => {
  const { harness, room } = await openRoom({ names: 'free' });
  harness.store.refuses = isOf('Łucja');
  const names = ['Ada', 'Łucja', 'Zoë'];
  const replies = names.map((name) => room.send({ type: 'join', player: null, name }, `key of ${name}`));
  expect(await Promise.all(replies)).toMatchObject([
    { ok: true, player: 1 },
    { ok: false, error: { code: 'bad_request' } },
    { ok: true, player: 2 },
  ]);
  expect(room.state.players.map(({ name }) => name)).toEqual(['Ada', 'Zoë']);
  expect([harness.failures, room.seatOf('key of Łucja')]).toEqual([[], null]);
});

test('what the timer does and the store refuses is tried again every five seconds', async () => {
  const { harness, room } = await classOf(2, { turnSeconds: 10 });
  await room.send({ type: 'start' });
  harness.store.refuses = ({ type }) => type === 'generated';
  const before = harness.store.appends;
  await harness.clock.turn(60_000);
  const tries = harness.store.appends - before;
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(25);
  harness.store.refuses = () => false;
  await harness.clock.turn(5_000);
  expect(room.state).toMatchObject({ step: { round: 0, kind: 'refit' } });
  expect(harness.failures).toEqual([]);
});

test('a title that it refuses opens no room', async () => {
  const { harness } = await openRoom();
  harness.store.refuses = (event) => event.type === 'created';
  await expect(harness.create('Łucja')).rejects.toThrow('cannot store');
});
