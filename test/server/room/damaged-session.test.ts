/** A session whose data is damaged: its room ends, and no other. */
import { expect, test } from 'vitest';
import { DataDamaged } from '../../../server/store/port.ts';
import { settled } from '../../support/hand-clock.ts';
import { watch, Harness, TestDevice } from '../../support/rooms.ts';

/** Two rooms, of which the first one cannot be read any more. */
async function damagedRoom() {
  const harness = new Harness();
  const rooms = [await harness.room(), await harness.room()] as const;
  const devices = rooms.map((room) => new TestDevice(room, 'key').connect());
  for (const device of devices) await device.join();
  const read = harness.store.read.bind(harness.store);
  harness.store.read = (id, ...range) =>
    id === rooms[0].row.id ? Promise.reject(new DataDamaged('malformed')) : read(id, ...range);
  return { harness, rooms, devices };
}

test('a room that finds its session damaged disconnects everybody, and others play on', async () => {
  const { harness, rooms, devices } = await damagedRoom();
  void rooms[0].send({ type: 'tick' });
  await settled();
  expect(devices.map(({ isDisconnected }) => isDisconnected)).toEqual([true, false]);
  expect(await rooms[1].send({ type: 'start' })).toEqual({ ok: true });
  expect(harness.failures).toEqual([]);
});

test('a damaged session cannot be loaded, which harms nobody else', async () => {
  const { harness, rooms } = await damagedRoom();
  const other = harness.server();
  await expect(other.find(rooms[0].row.code)).rejects.toThrow('malformed');
  expect(await other.find(rooms[1].row.code)).not.toBeNull();
  await expect(other.find(rooms[0].row.code)).rejects.toThrow('malformed');
  expect(harness.failures).toEqual([]);
});

test('a board that needs what is damaged ends its room alone', async () => {
  const { harness, rooms, devices } = await damagedRoom();
  for (let count = 0; count < 700; count++) await rooms[0].send({ type: 'lock', locked: count % 2 === 0 });
  await expect(watch(rooms[0])).rejects.toThrow('malformed');
  expect(devices[1]!.isDisconnected).toBe(false);
  expect(harness.failures).toEqual([]);
});
