/** Observers: which events they are sent, and when. */
import { expect, test } from 'vitest';
import { settled } from '../../support/hand-clock.ts';
import { classOf, watch, TestBoard } from '../../support/rooms.ts';

test('each is told the log from where it is, without a gap, in at most ten batches a second', async () => {
  const { harness, room, devices } = await classOf(4, { rounds: 2, handRounds: null });
  const [fresh, behind] = [new TestBoard(), new TestBoard(5)];
  for (const board of [fresh, behind]) await room.observers.attach(board);
  await room.send({ type: 'start' });
  const before = fresh.batches.length;
  for (let step = 0; step < 4; step++) for (const device of devices) await device.play();
  expect(fresh.batches.length - before).toBeLessThanOrEqual(1);
  await harness.clock.turn(100);
  const log = await harness.store.read(room.row.id, 0);
  expect(log.at(-1)!.type).toBe('finished');
  expect(fresh.events).toEqual(log);
  expect(behind.events).toEqual(log.slice(5));
  for (const { from, events } of fresh.batches) if (events.length > 0) expect(events[0]!.seq).toBe(from);
});

test('one that has everything is told so at once', async () => {
  const { room } = await classOf(2);
  const board = await watch(room, room.state.seq);
  expect(board.batches).toMatchObject([{ from: room.state.seq + 1, events: [] }]);
});

test('one that claims more than there is hears what happens next', async () => {
  const { room } = await classOf(2);
  const board = await watch(room, 1_000_000);
  await room.send({ type: 'lock', locked: true });
  await settled();
  expect(board.events).toMatchObject([{ type: 'locked' }]);
});

test('the largest events keep a message below 256 kB', async () => {
  const { harness, room } = await classOf(40, { textLength: 1_000, rounds: 20, handRounds: 0 });
  await room.send({ type: 'start' });
  await room.send({ type: 'fast_forward' });
  const board = await watch(room);
  const sizes = board.batches.map((batch) => JSON.stringify(batch).length);
  expect(Math.max(...sizes)).toBeLessThan(256_000);
  expect(board.events).toEqual(await harness.store.read(room.row.id, 0));
});

test('one that has gone is told nothing more', async () => {
  const { room } = await classOf(2);
  const board = await watch(room);
  room.observers.detach(board);
  const { length } = board.batches;
  await room.send({ type: 'start' });
  await settled();
  expect(board.batches).toHaveLength(length);
});

test('while a step is open its turns are told twice a second, and its end and all else at once', async () => {
  const { harness, room, devices } = await classOf(10, { handRounds: null });
  const board = await watch(room);
  await room.send({ type: 'start' });
  await harness.clock.turn(1_000);
  const told = () => board.batches.splice(0).map(({ events }) => events.map(({ type }) => type));
  told();
  for (const device of devices.slice(0, 4)) {
    await device.play();
    await harness.clock.turn(100);
  }
  expect(told()).toEqual([['generated']]);
  await harness.clock.turn(100);
  expect(told()).toEqual([['generated', 'generated', 'generated']]);
  await devices[4]!.play();
  await room.send({ type: 'lock', locked: true });
  await harness.clock.turn(100);
  expect(told()).toEqual([['generated', 'locked']]);
  for (const device of devices.slice(5)) await device.play();
  await harness.clock.turn(100);
  const last = told().flat();
  expect(last.filter((type) => type === 'generated')).toHaveLength(5);
});

test('one that is far behind reads from the store what is not in memory any more', async () => {
  const { harness, room } = await classOf(20, { rounds: 60, handRounds: 0 });
  await room.send({ type: 'start' });
  await room.send({ type: 'fast_forward' });
  const log = await harness.store.read(room.row.id, 0);
  for (const after of [0, log.length - 700, log.length - 301, log.length - 10]) {
    const board = await watch(room, after);
    expect(board.events).toEqual(log.slice(after));
  }
});
