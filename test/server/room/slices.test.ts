/** Rooms in time slices: the size of parts, whose turn it is, and what goes on beside them. */
import { expect, test, vi } from 'vitest';
import { foldEvents } from '../../../shared/session/evolve.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { Room } from '../../../server/room/room.ts';
import { HandClock, settled, slowProcess } from '../../support/hand-clock.ts';
import { Harness } from '../../support/rooms.ts';
import { verdictOf } from '../../support/session/verdict.ts';

/** Rooms of 20 bots on a slow server, and each append to their logs: the room's name, and its events. */
async function rooms(owners: Record<string, string>) {
  const harness = new Harness();
  const { clock, store } = harness;
  const server = harness.server(slowProcess(clock));
  const appends: { name: string; events: readonly SessionEvent[] }[] = [];
  const named = new Map<string, Room>();
  for (const [name, owner] of Object.entries(owners)) {
    const opening = harness.room({ rounds: 3, handRounds: null, turnSeconds: null }, server);
    await clock.turn(1_000);
    const room = await opening;
    room.owner = owner;
    const ready = room.send({ type: 'bots', count: 20 });
    await clock.turn(10_000);
    await ready;
    named.set(name, room);
  }
  for (const room of named.values()) await room.send({ type: 'start' });
  const nameOf = (id: string) => [...named].find(([, { row }]) => row.id === id)?.[0] ?? 'other';
  const append = store.append.bind(store);
  vi.spyOn(store, 'append').mockImplementation((id, after, events, seats) => {
    appends.push({ name: nameOf(id), events });
    return append(id, after, events, seats);
  });
  return { harness, clock, server, room: (name: string) => named.get(name)!, appends };
}

const turnsIn = (events: readonly SessionEvent[]) =>
  events.filter(({ type }) => type === 'generated' || type === 'refitted').length;

test('[H4] a fast forward is decided in parts as long as a slice is, and its log is whole', async () => {
  const { clock, room, appends, harness } = await rooms({ a: 'school' });
  const { row } = room('a');
  const played = room('a').send({ type: 'fast_forward' });
  await clock.turn(60_000);
  expect(await played).toEqual({ ok: true });
  const parts = appends.map(({ events }) => turnsIn(events));
  // 2 ms at once and 10 ms in a slice, where each turn looks at the clock once
  expect(parts[0]).toBeLessThanOrEqual(2);
  expect(Math.max(...parts)).toBeLessThanOrEqual(10);
  expect(Math.max(...parts)).toBeGreaterThan(5);
  const events = await harness.store.read(row.id, 0);
  const { commitment } = room('a').state;
  expect(verdictOf({ secret: row.secret, commitment, events })).toMatchObject({ ok: true });
  expect(foldEvents(events)).toEqual(room('a').state);
});

test('addresses take turns, and so do the rooms of one', async () => {
  const { clock, room, appends } = await rooms({ a1: 'a', a2: 'a', a3: 'a', b: 'b' });
  const order: string[] = [];
  const names = ['a1', 'a2', 'a3', 'b'];
  const all = names.map(async (name) => {
    await room(name).send({ type: 'fast_forward' });
    order.push(name);
  });
  await clock.turn(60_000);
  await Promise.all(all);
  expect(order[0]).toBe('b');
  // after the beginning of each, until the other address has finished
  const parts = appends.slice(names.length).map(({ name }) => name);
  const shared = parts.slice(1, parts.lastIndexOf('b'));
  expect(shared.length).toBeGreaterThan(20);
  for (let index = 1; index < shared.length; index++)
    expect([shared[index - 1], shared[index]].filter((name) => name === 'b')).toHaveLength(1);
  const alone = parts.slice(parts.lastIndexOf('b') + 1).filter((name) => name !== 'b');
  for (let index = 3; index < alone.length - 3; index++)
    expect(new Set(alone.slice(index - 2, index + 1)).size).toBe(3);
});

test('who plays in another room waits for no slice', async () => {
  const { clock, room } = await rooms({ heavy: 'a', class: 'a' });
  let isOver = false;
  void room('heavy')
    .send({ type: 'fast_forward' })
    .then(() => (isOver = true));
  for (let joins = 0; joins < 10; joins++) {
    // the clock stands still: no slice ends
    expect(await room('class').send({ type: 'join', player: null }, `key ${joins}`)).toMatchObject({
      ok: true,
    });
    expect(isOver).toBe(false);
    await clock.turn(5);
  }
  await clock.turn(60_000);
  expect(isOver).toBe(true);
});

test('watched rounds are decided in parts, too', async () => {
  const { clock, server, appends, harness } = await rooms({});
  const opening = harness.room({ rounds: 4, handRounds: 0 }, server);
  await clock.turn(1_000);
  const watched = await opening;
  const ready = watched.send({ type: 'bots', count: 30 });
  await clock.turn(10_000);
  await ready;
  await watched.send({ type: 'start' });
  await clock.turn(60_000);
  expect(watched.state.phase).toBe('finished');
  expect(Math.max(...appends.map(({ events }) => turnsIn(events)))).toBeLessThanOrEqual(10);
});

test('a room that is let go in the middle gives its slice back', async () => {
  const { clock, room, server } = await rooms({ a: 'a', b: 'b' });
  void room('a').send({ type: 'fast_forward' });
  const played = room('b').send({ type: 'fast_forward' });
  await clock.turn(20);
  await server.terminate(room('a').row);
  await clock.turn(60_000);
  expect(await played).toEqual({ ok: true });
});

test('a long log is read by pages', async () => {
  const harness = new Harness();
  const room = await harness.room({ rounds: 60, handRounds: 0 });
  await room.send({ type: 'bots', count: 20 });
  await room.send({ type: 'start' });
  await room.send({ type: 'fast_forward' });
  expect(room.state.seq).toBeGreaterThan(2_000);
  const read = vi.spyOn(harness.store, 'read');
  const again = await harness.server(new HandClock()).find(room.row.code);
  await settled();
  expect(again!.state).toEqual(room.state);
  expect(read.mock.calls.length).toBeGreaterThan(room.state.seq / 300);
  for (const [, , limit] of read.mock.calls.slice(0, 7)) expect(limit).toBe(300);
});
