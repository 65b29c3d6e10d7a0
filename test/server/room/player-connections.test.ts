/** Player connections: presence, grace periods, and views. */
import { describe, expect, test } from 'vitest';
import { settled } from '../../support/hand-clock.ts';
import { classOf, openRoom, Harness, TestDevice } from '../../support/rooms.ts';

/** How many views each device is sent while something happens. */
async function viewsDuring(devices: TestDevice[], happening: () => unknown): Promise<number[]> {
  const before = devices.map(({ views }) => views.length);
  await happening();
  await settled();
  return devices.map(({ views }, index) => views.length - before[index]!);
}

describe('a seat is a key', () => {
  test('a device is shown the room before it has a seat, and takes one by joining', async () => {
    const { room } = await openRoom();
    const device = new TestDevice(room, 'key').connect();
    expect(device.view).toMatchObject({ phase: 'lobby', you: null });
    expect(await viewsDuring([device], () => device.join())).toEqual([1]);
    expect(device.view.you).toMatchObject({ player: 1 });
  });

  test('the newest device of a key replaces the older one at once, with a seat or without', async () => {
    const { room, devices } = await classOf(1);
    const newer = new TestDevice(room, devices[0]!.keyHash).connect();
    expect(devices[0]!.goodbye).toBe('replaced');
    expect(newer.view.you).toMatchObject({ player: 1 });
    const stranger = new TestDevice(room, 'new').connect();
    new TestDevice(room, 'new').connect();
    expect(stranger.goodbye).toBe('replaced');
  });

  test('two joins of one key at the same time are one seat', async () => {
    const { room } = await openRoom();
    const [first, second] = [new TestDevice(room, 'key').connect(), new TestDevice(room, 'key').connect()];
    const [reply, ...others] = await Promise.all([first.join(), second.join(), second.join()]);
    expect(others).toEqual([reply, reply]);
    expect(room.state.players).toHaveLength(1);
    expect(second.view.you).toMatchObject({ player: 1 });
  });

  test('a kicked device is told so, and no longer counts as connected', async () => {
    const { room, devices } = await classOf(2);
    await room.send({ type: 'kick', player: 1 });
    expect(devices.map(({ goodbye }) => goodbye)).toEqual(['kicked', null]);
    const sent = await viewsDuring(devices, () => room.send({ type: 'start' }));
    expect(sent).toEqual([0, 1]);
  });
});

test('whoever is kicked between the handshake and the first view is told so, and is shown nothing', async () => {
  const { room, devices } = await classOf(2);
  devices[0]!.disconnect();
  await room.send({ type: 'kick', player: 1 });
  const late = new TestDevice(room, devices[0]!.keyHash).connect();
  expect([late.goodbye, late.views]).toEqual(['kicked', []]);
});

describe('presence', () => {
  const online = (room: Awaited<ReturnType<Harness['room']>>) => room.state.players.map((one) => one.online);

  test('a player is offline three seconds after the last socket closed', async () => {
    const { harness, room, devices } = await classOf(2);
    devices[0]!.disconnect();
    await harness.clock.turn(2_999);
    expect(online(room)).toEqual([true, true]);
    await harness.clock.turn(1);
    expect(online(room)).toEqual([false, true]);
    devices[0]!.connect();
    await settled();
    expect(online(room)).toEqual([true, true]);
  });

  test('who comes back within them was never away', async () => {
    const { harness, room, devices } = await classOf(1);
    const { seq } = room.state;
    devices[0]!.disconnect();
    await harness.clock.turn(2_000);
    devices[0]!.connect();
    await harness.clock.turn(10_000);
    expect(room.state.seq).toBe(seq);
  });

  test('a device that has gone before its seat was written is missed like any other', async () => {
    const { harness, room } = await openRoom();
    const device = new TestDevice(room, 'key').connect();
    const joined = device.join();
    device.disconnect();
    await joined;
    expect(online(room)).toEqual([true]);
    await harness.clock.turn(3_000);
    expect(online(room)).toEqual([false]);
  });

  test('a device that comes back while its absence is being written is online', async () => {
    const { harness, room, devices } = await classOf(2);
    devices[0]!.disconnect();
    await harness.clock.turn(2_999);
    const write = harness.store.hold();
    void room.send({ type: 'lock', locked: true });
    await harness.clock.turn(1);
    devices[0]!.connect();
    write();
    await settled();
    expect(online(room)).toEqual([true, true]);
  });

  test('after a restart everybody has ten seconds to come back', async () => {
    const { harness, room } = await classOf(2);
    room.dispose();
    const restarted = (await harness.server().find(room.row.code))!;
    new TestDevice(restarted, 'key 1').connect();
    await harness.clock.turn(9_999);
    expect(online(restarted)).toEqual([true, true]);
    await harness.clock.turn(1);
    expect(online(restarted)).toEqual([false, true]);
  });
});

describe('views', () => {
  test('one for each device and step, and none for a turn of one’s own or another’s', async () => {
    const { room, devices } = await classOf(3);
    expect(await viewsDuring(devices, () => room.send({ type: 'start' }))).toEqual([1, 1, 1]);
    for (const device of devices.slice(0, 2))
      expect(await viewsDuring(devices, () => device.play())).toEqual([0, 0, 0]);
    expect(await viewsDuring(devices, () => devices[2]!.play())).toEqual([1, 1, 1]);
    expect(devices.map(({ view }) => view.step)).toEqual(['refit', 'refit', 'refit']);
  });

  test('a command is acknowledged before the view that it causes', async () => {
    const { room, devices } = await classOf(1);
    await room.send({ type: 'start' });
    const [device] = devices;
    device!.heard = device!.heard.slice(-1);
    await device!.play();
    const heard = device!.heard.map((one) => ('phase' in one ? one.step : one.ok));
    expect(heard).toEqual(['generate', true, 'refit']);
  });

  test('in the lobby at most one a second, and at the start no more of those', async () => {
    const { harness, room, devices } = await classOf(1);
    const joinTen = async () => {
      for (let i = 0; i < 10; i++) await new TestDevice(room, `more ${i}`).connect().join();
    };
    expect(await viewsDuring(devices, joinTen)).toEqual([1]);
    expect(await viewsDuring(devices, () => harness.clock.turn(1_000))).toEqual([1]);
    expect(devices[0]!.view.class.players).toBe(11);
    const configure = () => room.send({ type: 'configure', config: { rounds: 5 } });
    expect(await viewsDuring(devices, configure)).toEqual([0]);
    expect(await viewsDuring(devices, () => room.send({ type: 'start' }))).toEqual([1]);
    await devices[0]!.play();
    expect(await viewsDuring(devices, () => harness.clock.turn(1_000))).toEqual([0]);
  });

  test('nothing for what changes the class alone, once it plays', async () => {
    const { harness, room, devices } = await classOf(5);
    await room.send({ type: 'start' });
    const happening = async () => {
      devices[4]!.disconnect();
      await harness.clock.turn(3_000);
      await room.send({ type: 'lock', locked: true });
      await room.send({ type: 'lock', locked: false });
      await new TestDevice(room, 'late').connect().join();
    };
    expect(await viewsDuring(devices, happening)).toEqual([0, 0, 0, 0, 0]);
  });

  test('the early close is shown to those alone who have a turn left', async () => {
    const { room, devices } = await classOf(5);
    await room.send({ type: 'start' });
    for (const device of devices.slice(0, 3)) await device.play();
    expect(await viewsDuring(devices, () => devices[3]!.play())).toEqual([0, 0, 0, 0, 1]);
    expect(devices[4]!.view.deadline).toBe(devices[4]!.view.now + 5_000);
  });

  test('a turn that the server plays is shown to the player whose it was', async () => {
    const { harness, room, devices } = await classOf(3, { turnSeconds: 3, beat: 5_000 });
    await room.send({ type: 'start' });
    await devices[0]!.play();
    expect(await viewsDuring(devices, () => harness.clock.turn(3_000))).toEqual([0, 1, 1]);
    expect(devices[1]!.view.turns).toEqual([]);
  });

  test('while the server plays by itself, one a round', async () => {
    const { harness, room, devices } = await classOf(2, { handRounds: 0, rounds: 3 });
    await room.send({ type: 'start' });
    expect(await viewsDuring(devices, () => harness.clock.turn(499))).toEqual([0, 0]);
    expect(await viewsDuring(devices, () => harness.clock.turn(1))).toEqual([1, 1]);
    expect(await viewsDuring(devices, () => harness.clock.turn(500))).toEqual([1, 1]);
    expect(devices[0]!.view).toMatchObject({ phase: 'finished', replay: room.row.id });
  });
});
