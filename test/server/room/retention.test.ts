/** Sessions go after their time, by a clock that is turned by hand, or at once on their host's word. */
import { expect, test } from 'vitest';
import pino from 'pino';
import { defaultConfig } from '../../../shared/session/config.ts';
import { Retention } from '../../../server/room/retention.ts';
import type { Room } from '../../../server/room/room.ts';
import { settled } from '../../support/hand-clock.ts';
import { School, TestBoard, TestPhone } from '../../support/rooms.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function retentionOf(school: School, days = 90): Retention {
  const { store, clock, rooms } = school;
  const fail = (error: unknown) => school.failures.push(error);
  return new Retention({ store, clock, rooms, days, fail, logger: pino({ level: 'silent' }) });
}

async function isKept(school: School, { row }: Room): Promise<boolean> {
  return (await school.store.session(row.id)) !== null;
}

test('a session is kept for its days after its last event, and then goes by itself', async () => {
  const school = new School();
  retentionOf(school, 3).start();
  const [untouched, touched] = [await school.room(), await school.room()];
  await school.clock.turn(day);
  await (await school.rooms.find(touched.row.code))!.send({ type: 'lock', locked: true });
  await school.clock.turn(2 * day);
  expect(await isKept(school, untouched)).toBe(true);
  await school.clock.turn(day);
  expect([await isKept(school, untouched), await isKept(school, touched)]).toEqual([false, true]);
  await school.clock.turn(day);
  expect(await isKept(school, touched)).toBe(false);
  expect(school.failures).toEqual([]);
});

test('what outlived its time while no server ran goes at the start', async () => {
  const school = new School();
  const rooms = [await school.room(), await school.room(), await school.room()];
  await school.clock.turn(day + 1);
  retentionOf(school, 1).start();
  for (const _ of rooms) await settled();
  await school.clock.turn(0);
  expect(await Promise.all(rooms.map((room) => isKept(school, room)))).toEqual([false, false, false]);
});

test('a server that ends in the midst of it leaves the rest for its next start', async () => {
  const school = new School();
  const rooms = [await school.room(), await school.room(), await school.room()];
  await school.clock.turn(day + 1);
  const first = retentionOf(school, 1);
  first.start();
  await settled();
  first.dispose();
  for (const _ of rooms) await settled();
  const kept = await Promise.all(rooms.map((room) => isKept(school, room)));
  expect(kept.filter(Boolean).length).toBeGreaterThan(0);
  await school.clock.turn(2 * day);
  expect(await Promise.all(rooms.map((room) => isKept(school, room)))).toEqual(kept);
  retentionOf(school, 1).start();
  for (const _ of rooms) await settled();
  expect(await school.store.untouchedSince(school.clock.now() - day)).toEqual([]);
  expect(school.failures).toEqual([]);
});

test('a live room whose time has come is ended, and who is there is told', async () => {
  const school = new School();
  const room = await school.room();
  const board = new TestBoard();
  await room.observers.attach(board);
  const phone = new TestPhone(room, 'key').connect();
  retentionOf(school, 1).start();
  await school.clock.turn(2 * day + minute);
  expect(await isKept(school, room)).toBe(false);
  expect([board.isDisconnected, phone.isDisconnected, phone.goodbye]).toEqual([true, true, null]);
  expect(await school.rooms.find(room.row.code)).toBeNull();
});

test('on the host’s word a session in play is gone at once: its phones, its board, its code', async () => {
  const school = new School();
  const { room, phones } = await school.classOf(3);
  const board = new TestBoard();
  await room.observers.attach(board);
  await room.send({ type: 'start' });
  const retention = retentionOf(school);
  expect(await retention.delete(room.row)).toBe(true);
  expect(await isKept(school, room)).toBe(false);
  expect([board, ...phones].map(({ isDisconnected }) => isDisconnected)).toEqual([true, true, true, true]);
  expect(phones.map(({ goodbye }) => goodbye)).toEqual([null, null, null]);
  expect(await school.rooms.find(room.row.code)).toBeNull();
  expect(await retention.delete(room.row)).toBe(false);
  await school.clock.turn(5 * minute);
  expect(await school.store.read(room.row.id, 0)).toEqual([]);
  expect(school.failures).toEqual([]);
});

test('what is said in the moment of the deletion is not written', async () => {
  const school = new School();
  const { room, phones } = await school.classOf(2);
  const write = school.store.hold();
  const answer = room.send({ type: 'start' });
  const deletion = retentionOf(school).delete(room.row);
  write();
  await deletion;
  expect(await answer).toMatchObject({ error: { code: 'try_again' } });
  expect(phones.map(({ isDisconnected }) => isDisconnected)).toEqual([true, true]);
  expect(await isKept(school, room)).toBe(false);
});

test('a room that another server serves ends as soon as it finds nothing to write to', async () => {
  const school = new School();
  const { room, phones } = await school.classOf(2);
  const elsewhere = school.server();
  const { store, clock } = school;
  const deps = { store, clock, rooms: elsewhere, days: 90, logger: pino({ level: 'silent' }) };
  await new Retention({ ...deps, fail: () => {} }).delete(room.row);
  expect(phones[0]!.isDisconnected).toBe(false);
  expect(await room.send({ type: 'start' })).toMatchObject({ error: { code: 'try_again' } });
  expect(phones.map(({ isDisconnected }) => isDisconnected)).toEqual([true, true]);
  expect(await school.rooms.find(room.row.code)).toBeNull();
});

test('the store is scrubbed at once where nobody is connected, else as soon as nobody is', async () => {
  const school = new School();
  const retention = retentionOf(school);
  const [quiet, other] = [await school.room(), await school.room()];
  await retention.delete(quiet.row);
  expect(school.store.scrubs).toBe(1);
  const phone = new TestPhone(await school.room(), 'key').connect();
  await retention.delete(other.row);
  await school.clock.turn(5 * minute);
  expect(school.store.scrubs).toBe(1);
  phone.disconnect();
  await school.clock.turn(minute);
  expect(school.store.scrubs).toBe(2);
  await school.clock.turn(day);
  expect(school.store.scrubs).toBe(2);
});

test('a deletion that the store fails at is reported, and ends all trust', async () => {
  const school = new School();
  const room = await school.room();
  const broken = new Error('disk full');
  school.store.delete = () => Promise.reject(broken);
  await expect(retentionOf(school).delete(room.row)).rejects.toThrow('disk full');
  expect(school.failures).toEqual([broken]);
});

test('a code is free again once its session is deleted', async () => {
  const school = new School();
  const { row } = await school.room();
  await retentionOf(school).delete(row);
  const { row: next } = await school.room();
  const again = { ...next, id: 'again', code: row.code };
  const [created] = await school.store.read(next.id, 0);
  expect(await school.store.create(again, created!)).toBe('created');
  expect((await school.rooms.find(row.code))!.state.config).toEqual({ ...defaultConfig, beat: 0 });
});
