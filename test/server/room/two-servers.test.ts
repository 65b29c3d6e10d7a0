/** One room on two servers that share a store: one log, and no player lost between them. */
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../shared/session/config.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { views } from '../../../shared/view/views.ts';
import { commandFor } from '../../support/session/turn-message.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, Harness, TestDevice } from '../../support/rooms.ts';

const minute = 60_000;

/** A room with two players on one server, and the same room on a second one; hints between them may be lost. */
async function onTwo(config: Partial<Config> = {}, hints = true) {
  const harness = new Harness();
  if (!hints) harness.store.watch = () => () => {};
  const { room, devices } = await harness.classOf(2, config);
  const other = (await harness.server().find(room.row.code))!;
  const presence = async () =>
    (await harness.store.read(room.row.id, 0)).flatMap((event) =>
      event.type === 'presence' ? [`${event.player} ${event.online ? 'on' : 'off'}`] : [],
    );
  return { harness, room, other, devices, presence };
}

describe('one log', () => {
  test('what one writes is shown on the other at once', async () => {
    const { room, other } = await onTwo({ turnSeconds: null });
    const device = new TestDevice(other, 'elsewhere').connect();
    await device.join();
    await settled();
    expect(room.state).toEqual(other.state);
    await room.send({ type: 'start' });
    await settled();
    expect(device.view).toMatchObject({ step: 'generate', turns: [{ rollout: 2 }] });
  });

  test('where no hint comes, the next look at the store finds it', async () => {
    const { harness, room, other } = await onTwo({}, false);
    await other.send({ type: 'lock', locked: true });
    await harness.clock.turn(5_000);
    expect(room.state).toMatchObject({ locked: true });
  });

  test('nobody is refused for what one server does not know yet', async () => {
    const { room, other } = await onTwo({ turnSeconds: null }, false);
    await room.send({ type: 'start' });
    const [turn] = views(room.state, room.row)(1, 0).turns;
    expect(await other.send(commandFor(turn!, 1))).toEqual({ ok: true });
  });

  test('a seat that is read before its event is not taken for one that is there', async () => {
    const { harness, room } = await classOf(2);
    const { store } = harness;
    const read = store.read.bind(store);
    store.read = async (id, after) => {
      const events = await read(id, after);
      if (after === 0) await store.append(id, events.at(-1)!, [joined(events.length + 1)], [seat]);
      return events;
    };
    const joined = (seq: number): SessionEvent => ({
      ...{ seq, at: 0, type: 'joined', player: 3, name: 'Zoë', bot: false, team: null },
    });
    const seat = { player: 3, keyHash: 'late' };
    const third = (await harness.server().find(room.row.code))!;
    expect(third.state.players[2]).toMatchObject({ name: 'Zoë' });
    expect(await third.send({ type: 'join', player: null }, 'late')).toMatchObject({ ok: true, player: 3 });
    const device = new TestDevice(third, 'late').connect();
    expect(device.view.you).toMatchObject({ name: 'Zoë' });
  });
});

describe('presence', () => {
  test('whoever moves to another server is not missed by the first one', async () => {
    const { harness, other, devices, presence } = await onTwo();
    await harness.clock.turn(12_000);
    const before = await presence();
    new TestDevice(other, devices[0]!.keyHash).connect();
    await settled();
    devices[0]!.disconnect();
    await harness.clock.turn(minute);
    expect((await presence()).slice(before.length)).toEqual(['1 on']);
    expect(other.state.players[0]).toMatchObject({ online: true });
  });

  test('whoever has moved is missed by the server that they came to last', async () => {
    const { harness, room, other, devices } = await onTwo();
    const moved = new TestDevice(other, devices[0]!.keyHash).connect();
    await settled();
    devices[0]!.disconnect();
    moved.disconnect();
    await harness.clock.turn(3_000);
    expect(room.state.players[0]).toMatchObject({ online: false });
  });

  test('a server that starts beside another one misses nobody who plays there', async () => {
    const { harness, room, devices, presence } = await onTwo();
    await room.send({ type: 'start' });
    for (const device of devices) await device.play();
    await harness.clock.turn(15_000);
    expect(await presence()).toEqual([]);
  });

  test('and where it misses somebody who only waits there, it is contradicted at once', async () => {
    const { harness, room, other, presence } = await onTwo();
    await harness.clock.turn(10_000);
    expect((await presence()).toSorted()).toEqual(['1 off', '1 on', '2 off', '2 on']);
    expect(room.state.players).toMatchObject([{ online: true }, { online: true }]);
    await harness.clock.turn(minute);
    expect(await presence()).toHaveLength(4);
    expect(other.state).toEqual(room.state);
  });

  test('who is gone, or here, is said until it is written', async () => {
    const { harness, room, devices } = await onTwo();
    const append = harness.store.append.bind(harness.store);
    let conflicts = 7;
    harness.store.append = async (...args) => (conflicts-- > 0 ? 'conflict' : append(...args));
    devices[0]!.disconnect();
    await harness.clock.turn(3_000);
    expect(room.state.players[0]).toMatchObject({ online: false });
    conflicts = 7;
    devices[0]!.connect();
    await settled();
    expect(room.state.players[0]).toMatchObject({ online: true });
  });

  test('a kick on one is heard on the other', async () => {
    const { room, other, devices } = await onTwo();
    await other.send({ type: 'kick', player: 1 });
    await settled();
    expect(devices[0]!.goodbye).toBe('kicked');
    expect(room.state.players[0]).toMatchObject({ kicked: true });
  });
});

test('bots on two servers play each turn once', async () => {
  const { harness, room } = await classOf(0, { rounds: 3, handRounds: null });
  await room.send({ type: 'bots', count: 3 });
  await harness.server().find(room.row.code);
  await room.send({ type: 'start' });
  await harness.clock.turn(minute);
  expect(room.state).toMatchObject({ phase: 'finished' });
});
