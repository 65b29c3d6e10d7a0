/** Rooms whose store is unavailable for a while: calls are retried, nothing is lost or doubled. */
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../server/store/port.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, watch, Harness, TestDevice } from '../../support/rooms.ts';

const second = 1_000;

/** A class of two that plays, and a store that can go away. */
async function playing() {
  const { harness, room, devices } = await classOf(2, { turnSeconds: 20 });
  await room.send({ type: 'start' });
  return { harness, room, devices, store: goingAway(harness) };
}

/** Lets a harness's store go away: before anything is written, or when it has been. */
function goingAway({ store }: Harness) {
  const { read, append, session } = store;
  let calls = 0;
  const away = async (): Promise<never> => {
    calls++;
    throw new StoreUnavailable('away');
  };
  return {
    calls: () => calls,
    go: () => void Object.assign(store, { read: away, append: away, session: away }),
    goAfterNextWrite(): void {
      store.append = async (...args) => {
        await append.apply(store, args);
        this.go();
        return away();
      };
    },
    reconnect: () => void Object.assign(store, { read, append, session }),
  };
}

describe('while the store does not answer', () => {
  test('whoever asks is told to try again, and what they say then counts', async () => {
    const { harness, room, devices, store } = await playing();
    store.go();
    await devices[0]!.play();
    expect(devices[0]!.heard.at(-1)).toMatchObject({ ok: false, error: { code: 'try_again' } });
    store.reconnect();
    for (const device of devices) await device.play();
    await settled();
    expect(devices[0]!.view).toMatchObject({ round: 0, step: 'refit' });
    expect(harness.failures).toEqual([]);
    expect(room.state.seq).toBe(harness.store.kept(room.row.id)!.events.length);
  });

  test('it is asked now and then, not all the time', async () => {
    const { harness, store } = await playing();
    store.go();
    await harness.clock.turn(60 * second);
    expect(store.calls()).toBeGreaterThan(5);
    expect(store.calls()).toBeLessThan(30);
  });

  test('no room is brought back, and the next one who asks tries again', async () => {
    const { harness, room, store } = await playing();
    store.go();
    const other = harness.server();
    await expect(other.find(room.row.code)).rejects.toBeInstanceOf(StoreUnavailable);
    store.reconnect();
    expect((await other.find(room.row.code))!.state).toEqual(room.state);
  });

  test('nor where it goes away in between: the open step would have no time left', async () => {
    const { harness, room, store } = await playing();
    await harness.clock.turn(15 * second);
    harness.store.append = async () => {
      throw new StoreUnavailable('away');
    };
    const other = harness.server();
    await expect(other.find(room.row.code)).rejects.toBeInstanceOf(StoreUnavailable);
    store.reconnect();
    expect((await other.find(room.row.code))!.state).toMatchObject({ step: { round: 0, kind: 'generate' } });
  });

  test('a board that has to be read to is disconnected, and comes back by itself', async () => {
    const { harness, room } = await playing();
    const other = (await harness.server().find(room.row.code))!;
    const board = await watch(other, other.state.seq);
    board.seq = 0;
    harness.store.read = () => Promise.reject(new StoreUnavailable('away'));
    await other.send({ type: 'lock', locked: true });
    await settled();
    expect(board.isDisconnected).toBe(true);
    expect(harness.failures).toEqual([]);
  });
});

describe('what the store wrote without an answer', () => {
  test('is found before anything is decided again: a turn is granted, and is in the log once', async () => {
    const { harness, room, devices, store } = await playing();
    const board = await watch(room, room.state.seq);
    store.goAfterNextWrite();
    await devices[0]!.play();
    expect(devices[0]!.heard.at(-1)).toMatchObject({ ok: false });
    store.reconnect();
    await devices[0]!.play();
    expect(devices[0]!.heard.at(-1)).toEqual({ ok: true });
    await harness.clock.turn(second);
    expect(board.events.filter(({ type }) => type === 'generated')).toHaveLength(1);
    const seqs = harness.store.kept(room.row.id)!.events.map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: room.state.seq }, (_, index) => index + 1));
  });

  test('is not granted by reading it: an append of this server has to make it durable first', async () => {
    const { harness, room, devices, store } = await playing();
    store.goAfterNextWrite();
    await devices[0]!.play();
    store.reconnect();
    harness.store.append = async () => {
      throw new StoreUnavailable('a standby is away');
    };
    for (let tries = 0; tries < 3; tries++) await devices[0]!.play();
    expect(room.state.seq).toBe(harness.store.kept(room.row.id)!.events.length);
    const replies = devices[0]!.heard.filter((one) => 'ok' in one).slice(-3);
    expect(replies.map((reply) => !reply.ok && reply.error.code)).toEqual(Array(3).fill('try_again'));
    store.reconnect();
    await devices[0]!.play();
    expect(devices[0]!.heard.at(-1)).toEqual({ ok: true });
  });

  test('is a seat, too, and the same key gets it', async () => {
    const { harness, room } = await classOf(1);
    const store = goingAway(harness);
    const device = new TestDevice(room, 'late').connect();
    store.goAfterNextWrite();
    expect(await device.join()).toMatchObject({ ok: false });
    await settled();
    store.reconnect();
    expect(await device.join()).toMatchObject({ ok: true, player: 2 });
    expect(room.state.players).toHaveLength(2);
    expect(harness.store.kept(room.row.id)!.seats).toHaveLength(2);
  });

  test('is the coming back of a device, which is missed when it leaves', async () => {
    const { harness, room, devices, store } = await playing();
    devices[0]!.disconnect();
    await harness.clock.turn(4 * second);
    expect(room.state.players[0]).toMatchObject({ online: false });
    store.goAfterNextWrite();
    devices[0]!.connect();
    await settled();
    store.reconnect();
    await harness.clock.turn(6 * second);
    expect(room.state.players[0]).toMatchObject({ online: true });
    devices[0]!.disconnect();
    await harness.clock.turn(4 * second);
    expect(room.state.players[0]).toMatchObject({ online: false });
  });
});

test('[C7] after the store was away an open step has at least 10 s left, as after a restart', async () => {
  const { harness, room, devices, store } = await playing();
  store.go();
  await harness.clock.turn(30 * second);
  store.reconnect();
  await harness.clock.turn(5 * second);
  expect(room.state).toMatchObject({ step: { round: 0, kind: 'generate' } });
  for (const device of devices) await device.play();
  const texts = harness.store.kept(room.row.id)!.events.filter(({ type }) => type === 'generated');
  expect(texts).toMatchObject([{ by: 1 }, { by: 2 }]);
});
