/** Rooms on a clock that leaps: the machine slept, or somebody set it. */
import { expect, test } from 'vitest';
import { openStep } from '../../../shared/session/state.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, watch, type Harness, TestDevice } from '../../support/rooms.ts';

const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;

/** Twelve devices, each of which has a turn in an open step of 30 s. */
async function twelveInStep() {
  const { harness, room, devices } = await classOf(12, { turnSeconds: 30 });
  await room.send({ type: 'start' });
  await harness.clock.turn(second);
  const step = () => openStep(room.state);
  expect(step()).toMatchObject({ left: 12 });
  return { harness, room, devices, step };
}

function leap({ clock }: Harness, by: number): void {
  clock.set(clock.now() + by);
}

test.each([10 * second, hour, 400 * day])(
  '[C7] after a sleep of %i ms an open step has ten seconds left, whoever speaks first',
  async (length) => {
    const { harness, room, devices, step } = await twelveInStep();
    leap(harness, length);
    // a message comes before the next tick
    expect(await devices[0]!.join()).toMatchObject({ ok: true });
    expect(step()!.left).toBe(12);
    expect(step()!.deadline! - harness.clock.now()).toBeGreaterThanOrEqual(10 * second);
    for (const device of devices) await device.play();
    const log = await harness.store.read(room.row.id, 0);
    const writers = log.flatMap((event) => (event.type === 'generated' ? [event.by] : []));
    expect(writers.sort()).toEqual(devices.map(({ player }) => player).sort());
  },
);

test('[C7] where nobody speaks, the tick finds out, and the server plays ten seconds later', async () => {
  const { harness, step } = await twelveInStep();
  leap(harness, hour);
  await harness.clock.turn(9 * second);
  expect(step()).toMatchObject({ left: 12 });
  await harness.clock.turn(3 * second);
  expect(step()?.kind).not.toBe('generate');
});

test('[C7] a tick that is five seconds late is no restart', async () => {
  const { harness, step } = await twelveInStep();
  const { deadline } = step()!;
  await harness.clock.turn(15 * second);
  leap(harness, 5 * second);
  await harness.clock.turn(2 * second);
  expect(step()!.deadline).toBe(deadline);
  await harness.clock.turn(deadline! - harness.clock.now());
  expect(step()?.kind).not.toBe('generate');
});

test('who was away for a moment when the machine fell asleep has time to come back', async () => {
  const { harness, room, devices } = await twelveInStep();
  devices[0]!.disconnect();
  await harness.clock.turn(second);
  leap(harness, hour);
  await harness.clock.turn(9 * second);
  new TestDevice(room, 'key 0').connect();
  await harness.clock.turn(5 * second);
  const log = await harness.store.read(room.row.id, 0);
  expect(log.filter((event) => event.type === 'presence' && !event.online)).toEqual([]);
});

test('a lobby whose code is over by the clock is let go, and whoever is in it is told', async () => {
  const { harness, room, devices } = await classOf(12);
  const board = await watch(room);
  leap(harness, 8 * day);
  expect(await harness.rooms.find(room.row.code)).toBeNull();
  expect(new Set([board, ...devices].map(({ isDisconnected }) => isDisconnected))).toEqual(new Set([true]));
});

test('who was on their way into a room that is let go is told as well', async () => {
  const { harness, room } = await classOf(1);
  leap(harness, 8 * day);
  await harness.rooms.find(room.row.code);
  const device = new TestDevice(room, 'late').connect();
  const board = await watch(room);
  await settled();
  expect([device.isDisconnected, board.isDisconnected, device.heard]).toEqual([true, true, []]);
});
