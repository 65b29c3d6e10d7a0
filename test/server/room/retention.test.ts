/** Retention of sessions on a virtual clock, and deletion by the host. */
import { expect, test } from 'vitest';
import pino from 'pino';
import { defaultConfig } from '../../../shared/session/config.ts';
import { DataDamaged } from '../../../server/store/port.ts';
import { Retention } from '../../../server/room/retention.ts';
import type { Room } from '../../../server/room/room.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, openRoom, watch, Harness, TestDevice } from '../../support/rooms.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** @param logged hears what is logged as a warning or an error */
function retentionOf(
  harness: Harness,
  days = 90,
  rooms = harness.rooms,
  logged: (line: string) => void = () => {},
): Retention {
  const { store, clock } = harness;
  const fail = (error: unknown) => harness.failures.push(error);
  const logger = pino({ level: 'warn' }, { write: logged });
  return new Retention({ store, clock, rooms, days, fail, logger });
}

/** Opens a session each day. @returns their ids */
async function openDaily(harness: Harness, days: number): Promise<string[]> {
  const ids: string[] = [];
  for (let count = 0; count < days; count++) {
    const { id } = await harness.create('Test');
    ids.push(id);
    await harness.clock.turn(day);
  }
  return ids;
}

async function areKept({ store }: Harness, ids: readonly string[]): Promise<boolean[]> {
  return Promise.all(ids.map(async (id) => (await store.session(id)) !== null));
}

async function isKept(harness: Harness, { row }: Room): Promise<boolean> {
  return (await areKept(harness, [row.id]))[0]!;
}

/** Lets a server run for a while, and ends it. */
async function runFor(milliseconds: number, harness: Harness, days: number): Promise<void> {
  const retention = retentionOf(harness, days);
  retention.start();
  await harness.clock.turn(milliseconds);
  retention.dispose();
}

function leap({ clock }: Harness, by: number): void {
  clock.set(clock.now() + by);
}

test('on a server that always runs a session is kept for its days after its last event, and two more at most', async () => {
  const harness = new Harness();
  retentionOf(harness, 3).start();
  const [untouched, touched] = [await harness.room(), await harness.room()];
  await harness.clock.turn(day);
  await (await harness.rooms.find(touched.row.code))!.send({ type: 'lock', locked: true });
  await harness.clock.turn(2 * day);
  expect(await isKept(harness, untouched)).toBe(true);
  await harness.clock.turn(2 * day);
  expect([await isKept(harness, untouched), await isKept(harness, touched)]).toEqual([false, true]);
  await harness.clock.turn(day);
  expect(await isKept(harness, touched)).toBe(false);
  expect(harness.failures).toEqual([]);
});

test('nothing goes at the start: what outlived its time while no server ran goes on a later day', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 1);
  await runFor(hour, harness, 3);
  await harness.clock.turn(30 * day);
  const retention = retentionOf(harness, 3);
  retention.start();
  await harness.clock.turn(day);
  expect(await areKept(harness, ids)).toEqual([true]);
  await harness.clock.turn(hour);
  expect(await areKept(harness, ids)).toEqual([false]);
});

test('a server that runs for an hour a day keeps pace', async () => {
  const harness = new Harness();
  const ids: string[] = [];
  for (let count = 0; count < 10; count++) {
    const { id } = await harness.create('Test');
    ids.push(id);
    await runFor(hour, harness, 3);
    await harness.clock.turn(day - hour);
  }
  expect((await areKept(harness, ids)).slice(0, 5)).toEqual(Array(5).fill(false));
  expect((await areKept(harness, ids)).slice(7)).toEqual(Array(3).fill(true));
});

test('a start with a wrong date deletes nothing, and nor does the right one after it', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 3);
  await runFor(hour, harness, 90);
  leap(harness, 5 * 365 * day);
  await runFor(23 * hour, harness, 90);
  leap(harness, -5 * 365 * day);
  await runFor(hour, harness, 60);
  await runFor(3 * day, harness, 90);
  expect(await areKept(harness, ids)).toEqual([true, true, true]);
});

test('a first start with a wrong date deletes nothing', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 3);
  leap(harness, 5 * 365 * day);
  await runFor(23 * hour, harness, 90);
  expect(await areKept(harness, ids)).toEqual([true, true, true]);
});

test.each([30 * day, -hour])(
  'after a leap of %i ms nothing is decided for a quarter of an hour',
  async (by) => {
    const harness = new Harness();
    await openDaily(harness, 1);
    retentionOf(harness).start();
    await harness.clock.turn(14 * minute);
    leap(harness, by);
    await harness.clock.turn(14 * minute);
    expect(await harness.store.purgeMark()).toBeNull();
    await harness.clock.turn(day);
    expect(await harness.store.purgeMark()).not.toBeNull();
  },
);

test('once the clock has leapt, at most a day of sessions goes for a day that is lived through', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 9);
  retentionOf(harness, 90).start();
  await harness.clock.turn(hour);
  leap(harness, 5 * 365 * day);
  for (const most of [0, 2, 4]) {
    await harness.clock.turn(day);
    const gone = (await areKept(harness, ids)).filter((kept) => !kept);
    expect(gone.length).toBeLessThanOrEqual(most);
  }
  expect(await areKept(harness, ids)).toContain(false);
});

test('while the clock is behind the newest event nothing goes, and that is logged', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 1);
  await runFor(hour, harness, 3);
  await harness.clock.turn(30 * day);
  ids.push(...(await openDaily(harness, 1)));
  leap(harness, -5 * day);
  const lines: string[] = [];
  retentionOf(harness, 3, harness.rooms, (line) => lines.push(line)).start();
  await harness.clock.turn(3 * day);
  expect(await areKept(harness, ids)).toEqual([true, true]);
  const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(new Set(messages)).toEqual(new Set(['clock is behind the newest event; nothing is purged']));
});

test('where a shorter time is set, all that is too old by it goes on the next day', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 8);
  await runFor(hour, harness, 90);
  await harness.clock.turn(day);
  await runFor(hour, harness, 3);
  const kept = await areKept(harness, ids);
  expect([kept.slice(0, 5), kept.slice(6)]).toEqual([Array(5).fill(false), [true, true]]);
});

test('a session that cannot be deleted is logged and left, and the others go', async () => {
  const harness = new Harness();
  const ids = await openDaily(harness, 4);
  const remove = harness.store.delete.bind(harness.store);
  const damaged = () => Promise.reject(new DataDamaged('malformed'));
  harness.store.delete = (id) => (id === ids[0] ? damaged() : remove(id));
  const lines: string[] = [];
  retentionOf(harness, 1, harness.rooms, (line) => lines.push(line)).start();
  await harness.clock.turn(8 * day);
  expect(await areKept(harness, ids)).toEqual([true, false, false, false]);
  expect(lines).toEqual([expect.stringContaining('malformed')]);
  expect(harness.failures).toEqual([]);
});

test('a server that ends in the midst of it leaves the rest for a later day', async () => {
  const harness = new Harness();
  const rooms = [await harness.room(), await harness.room(), await harness.room()];
  const ids = rooms.map(({ row }) => row.id);
  await runFor(hour, harness, 1);
  await harness.clock.turn(2 * day);
  const first = retentionOf(harness, 1);
  const remove = harness.store.delete.bind(harness.store);
  harness.store.delete = (id) => {
    first.dispose();
    return remove(id);
  };
  first.start();
  await harness.clock.turn(2 * day);
  harness.store.delete = remove;
  expect(await areKept(harness, ids)).toEqual([false, true, true]);
  await runFor(2 * day, harness, 1);
  expect(await areKept(harness, ids)).toEqual([false, false, false]);
  expect(harness.failures).toEqual([]);
});

test('a live room whose time has come is ended, and who is there is told', async () => {
  const { harness, room } = await openRoom();
  const board = await watch(room);
  const device = new TestDevice(room, 'key').connect();
  retentionOf(harness, 1).start();
  await harness.clock.turn(2 * day + hour);
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
