/** Retention of sessions on a virtual clock, and deletion by the host. */
import { expect, test } from 'vitest';
import pino from 'pino';
import { defaultConfig } from '../../../shared/session/config.ts';
import { Retention } from '../../../server/room/retention.ts';
import type { Room } from '../../../server/room/room.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, openRoom, watch, Harness, TestDevice } from '../../support/rooms.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function retentionOf(harness: Harness, days = 90, rooms = harness.rooms): Retention {
  const { store, clock } = harness;
  const fail = (error: unknown) => harness.failures.push(error);
  return new Retention({ store, clock, rooms, days, fail, logger: pino({ level: 'silent' }) });
}

/** Three rooms that were touched last more than a day ago. */
async function threeOldRooms() {
  const harness = new Harness();
  const rooms = [await harness.room(), await harness.room(), await harness.room()];
  await harness.clock.turn(day + 1);
  const areKept = () => Promise.all(rooms.map((room) => isKept(harness, room)));
  /** Lets the store answer so often that all may be deleted. */
  const settle = async () => {
    for (const _ of rooms) await settled();
  };
  return { harness, areKept, settle };
}

async function isKept(harness: Harness, { row }: Room): Promise<boolean> {
  return (await harness.store.session(row.id)) !== null;
}

test('a session is kept for its days after its last event, and then goes by itself', async () => {
  const harness = new Harness();
  retentionOf(harness, 3).start();
  const [untouched, touched] = [await harness.room(), await harness.room()];
  await harness.clock.turn(day);
  await (await harness.rooms.find(touched.row.code))!.send({ type: 'lock', locked: true });
  await harness.clock.turn(2 * day);
  expect(await isKept(harness, untouched)).toBe(true);
  await harness.clock.turn(day);
  expect([await isKept(harness, untouched), await isKept(harness, touched)]).toEqual([false, true]);
  await harness.clock.turn(day);
  expect(await isKept(harness, touched)).toBe(false);
  expect(harness.failures).toEqual([]);
});

test('what outlived its time while no server ran goes at the start', async () => {
  const { harness, areKept, settle } = await threeOldRooms();
  retentionOf(harness, 1).start();
  await settle();
  await harness.clock.turn(0);
  expect(await areKept()).toEqual([false, false, false]);
});

test('a server that ends in the midst of it leaves the rest for its next start', async () => {
  const { harness, areKept, settle } = await threeOldRooms();
  const first = retentionOf(harness, 1);
  first.start();
  await settled();
  first.dispose();
  await settle();
  const kept = await areKept();
  expect(kept.filter(Boolean).length).toBeGreaterThan(0);
  await harness.clock.turn(2 * day);
  expect(await areKept()).toEqual(kept);
  retentionOf(harness, 1).start();
  await settle();
  expect(await harness.store.untouchedSince(harness.clock.now() - day)).toEqual([]);
  expect(harness.failures).toEqual([]);
});

test('a live room whose time has come is ended, and who is there is told', async () => {
  const { harness, room } = await openRoom();
  const board = await watch(room);
  const device = new TestDevice(room, 'key').connect();
  retentionOf(harness, 1).start();
  await harness.clock.turn(2 * day + minute);
  expect(await isKept(harness, room)).toBe(false);
  expect([board.isDisconnected, device.isDisconnected, device.goodbye]).toEqual([true, true, null]);
  expect(await harness.rooms.find(room.row.code)).toBeNull();
});

test('on the host’s word a session in play is gone at once: its devices, its board, its code', async () => {
  const { harness, room, devices } = await classOf(3);
  const board = await watch(room);
  await room.send({ type: 'start' });
  const retention = retentionOf(harness);
  expect(await retention.delete(room.row)).toBe(true);
  expect(await isKept(harness, room)).toBe(false);
  expect([board, ...devices].map(({ isDisconnected }) => isDisconnected)).toEqual([true, true, true, true]);
  expect(devices.map(({ goodbye }) => goodbye)).toEqual([null, null, null]);
  expect(await harness.rooms.find(room.row.code)).toBeNull();
  expect(await retention.delete(room.row)).toBe(false);
  await harness.clock.turn(5 * minute);
  expect(await harness.store.read(room.row.id, 0)).toEqual([]);
  expect(harness.failures).toEqual([]);
});

test('what is said in the moment of the deletion is not written', async () => {
  const { harness, room, devices } = await classOf(2);
  const write = harness.store.hold();
  const answer = room.send({ type: 'start' });
  const deletion = retentionOf(harness).delete(room.row);
  write();
  await deletion;
  expect(await answer).toMatchObject({ error: { code: 'try_again' } });
  expect(devices.map(({ isDisconnected }) => isDisconnected)).toEqual([true, true]);
  expect(await isKept(harness, room)).toBe(false);
});

test('a room that another server serves ends as soon as it finds nothing to write to', async () => {
  const { harness, room, devices } = await classOf(2);
  await retentionOf(harness, 90, harness.server()).delete(room.row);
  expect(devices[0]!.isDisconnected).toBe(false);
  expect(await room.send({ type: 'start' })).toMatchObject({ error: { code: 'try_again' } });
  expect(devices.map(({ isDisconnected }) => isDisconnected)).toEqual([true, true]);
  expect(await harness.rooms.find(room.row.code)).toBeNull();
});

test('what is deleted is erased while classes play, and what is deleted meanwhile in one more run', async () => {
  const { harness, room } = await classOf(2);
  const others = [await harness.room(), await harness.room(), await harness.room()];
  const runs: PromiseWithResolvers<void>[] = [];
  harness.store.scrub = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  const retention = retentionOf(harness);
  for (const { row } of others) expect(await retention.delete(row)).toBe(true);
  expect(runs).toHaveLength(1);
  runs[0]!.reject(new Error('disk full'));
  await settled();
  expect(runs).toHaveLength(2);
  runs[1]!.resolve();
  await settled();
  expect(runs).toHaveLength(2);
  expect(await room.send({ type: 'start' })).toEqual({ ok: true });
  expect(harness.failures).toEqual([]);
});

test('what a server that has ended had deleted is erased at the start', async () => {
  const harness = new Harness();
  retentionOf(harness).start();
  expect(harness.store.scrubs).toBe(1);
});

test('a deletion that the store fails at is reported, and ends all trust', async () => {
  const { harness, room } = await openRoom();
  const broken = new Error('disk full');
  harness.store.delete = () => Promise.reject(broken);
  await expect(retentionOf(harness).delete(room.row)).rejects.toThrow('disk full');
  expect(harness.failures).toEqual([broken]);
});

test('a code is free again once its session is deleted', async () => {
  const harness = new Harness();
  const { row } = await harness.room();
  await retentionOf(harness).delete(row);
  const { row: next } = await harness.room();
  const again = { ...next, id: 'again', code: row.code };
  const [created] = await harness.store.read(next.id, 0);
  expect(await harness.store.create(again, created!)).toBe('created');
  expect((await harness.rooms.find(row.code))!.state.config).toEqual({ ...defaultConfig, beat: 0 });
});
