/** Rooms whose log was replaced by an earlier one: a standby that lags was promoted, or a backup restored. */
import { describe, expect, test } from 'vitest';
import pino from 'pino';
import { admit, type ClientSocket } from '../../../server/gateway/admission.ts';
import type { RoomRegistry } from '../../../server/room/registry.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, watch, TestDevice } from '../../support/rooms.ts';

const second = 1_000;

/** A class of two in which the first player has played; `forget` loses that turn. */
async function played() {
  const { harness, room, devices } = await classOf(2, { turnSeconds: null });
  await room.send({ type: 'start' });
  const { seq } = room.state;
  await devices[0]!.play();
  const { row } = room;
  const find = async (rooms = harness.rooms) => (await rooms.find(row.code))!;
  const forget = (appends = 1) => harness.store.forget(row.id, appends);
  return { harness, room, devices, row, seq, find, forget };
}

describe('a room that is ahead of its log', () => {
  test('lets everybody come back to what there is, and plays on', async () => {
    const { harness, room, devices, seq, find, forget } = await played();
    const board = await watch(room, room.state.seq);
    forget();
    await devices[1]!.play();
    expect([...devices, board].map(({ isDisconnected }) => isDisconnected)).toEqual([true, true, true]);
    const anew = await find();
    expect(anew).not.toBe(room);
    expect(anew.state).toMatchObject({ seq, step: { round: 0, kind: 'generate' } });
    const back = devices.map(({ keyHash }) => new TestDevice(anew, keyHash).connect());
    await settled();
    for (const device of back) await device.play();
    expect(back[0]!.view).toMatchObject({ round: 0, step: 'refit' });
    expect(harness.failures).toEqual([]);
  });

  test('notices by itself, where nobody asks for anything', async () => {
    const { harness, room, seq, find, forget } = await played();
    forget();
    await harness.clock.turn(5 * second);
    expect(room.isOver).toBe(true);
    expect((await find()).state.seq).toBe(seq);
  });

  test('forgets a seat that is not in the log any more', async () => {
    const { harness, room, find, seq, forget } = await played();
    const late = new TestDevice(room, 'late').connect();
    await late.join();
    expect(late.player).toBe(3);
    forget(2);
    await harness.clock.turn(5 * second);
    const anew = await find();
    expect(anew.state.seq).toBe(seq);
    const back = new TestDevice(anew, 'late').connect();
    expect(back.view.you).toBeNull();
    expect(await back.join()).toMatchObject({ ok: true, player: 3 });
  });

  test('adds nothing to a log that another server has continued otherwise, however long that is', async () => {
    const { harness, room, devices, row, seq, find, forget } = await played();
    harness.store.watch = () => () => {};
    const other = harness.server();
    forget();
    await harness.clock.turn(1);
    await (await find(other)).send({ type: 'lock', locked: true });
    expect(harness.store.kept(row.id)!.events).toHaveLength(room.state.seq);
    await devices[1]!.play();
    expect(harness.store.kept(row.id)!.events.slice(seq)).toMatchObject([{ type: 'locked' }]);
    expect((await find()).state).toEqual((await find(other)).state);
  });

  test('answers nobody who asks it afterwards as if nothing had happened', async () => {
    const { room, devices, forget } = await played();
    forget();
    await devices[1]!.play();
    expect(await room.send({ type: 'lock', locked: true })).toMatchObject({ error: { code: 'try_again' } });
  });
});

describe('a board that comes back', () => {
  const logger = pino({ level: 'silent' });

  /** What a board's handshake makes of the events that it holds. */
  async function comesBack(rooms: RoomRegistry, room: string, auth: { after?: number; at?: number }) {
    const handshake = { auth: { version: 1, role: 'board', ...auth }, query: { room } };
    const socket = { handshake } as Partial<ClientSocket> as ClientSocket;
    const admission = await admit(socket, { drained: async () => {} }, rooms, logger);
    if (!admission.ok) return admission.error.code;
    if (admission.client.role === 'player') throw new Error('not a board');
    const { seq, isReset } = admission.client.observer;
    return { seq, isReset };
  }

  test('continues where its last event is in the log', async () => {
    const { harness, room, row } = await played();
    const last = harness.store.kept(row.id)!.events.at(-1)!;
    const { seq } = room.state;
    expect(await comesBack(harness.rooms, row.code, {})).toEqual({ seq: 0, isReset: false });
    expect(await comesBack(harness.rooms, row.code, { after: seq })).toEqual({ seq, isReset: false });
    const claims = { after: last.seq, at: last.at };
    expect(await comesBack(harness.rooms, row.code, claims)).toEqual({ seq, isReset: false });
  });

  test('begins anew where it is ahead of the log, or beside it', async () => {
    const { harness, room, row, seq, forget } = await played();
    const lost = harness.store.kept(row.id)!.events.at(-1)!;
    forget();
    await harness.clock.turn(6 * second);
    const claims = { after: lost.seq, at: lost.at };
    const anew = { seq: 0, isReset: true };
    expect(await comesBack(harness.rooms, row.code, claims)).toEqual(anew);
    await (await harness.rooms.find(row.code))!.send({ type: 'lock', locked: true });
    expect(harness.store.kept(row.id)!.events).toHaveLength(lost.seq);
    expect(await comesBack(harness.rooms, row.code, claims)).toEqual(anew);
    expect(room.isOver && seq < lost.seq).toBe(true);
  });

  test('is told so with its first batch', async () => {
    const { room } = await played();
    const board = await watch(room, 0);
    expect(board.batches.map(({ reset }) => reset)).toEqual([undefined]);
    const other = Object.assign(await watch(room, room.state.seq), { seq: 0, isReset: true, batches: [] });
    await room.observers.attach(other);
    expect(other.batches).toMatchObject([{ from: 1, reset: true }]);
    await room.send({ type: 'lock', locked: true });
    await settled();
    expect(other.batches.map(({ reset }) => reset)).toEqual([true, undefined]);
  });

  test('and is told to reload where it knows of no such thing', async () => {
    const { harness, row, forget, room } = await played();
    const { seq } = room.state;
    forget();
    await harness.clock.turn(5 * second);
    expect(await comesBack(harness.rooms, row.code, { after: seq })).toBe('wrong_version');
  });

  test('is not taken for one of another log by a server that has not read the newest events yet', async () => {
    const { harness, room, row, find } = await played();
    harness.store.watch = () => () => {};
    const other = harness.server();
    await find(other);
    await room.send({ type: 'lock', locked: true });
    const last = harness.store.kept(row.id)!.events.at(-1)!;
    const claims = { after: last.seq, at: last.at };
    expect(await comesBack(other, row.code, claims)).toEqual({ seq: last.seq, isReset: false });
  });
});
