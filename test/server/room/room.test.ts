/** A room's queue and clock: decide, append, apply, publish; loading and eviction. */
import { describe, expect, test } from 'vitest';
import { foldEvents } from '../../../shared/session/evolve.ts';
import { codeLife } from '../../../server/store/port.ts';
import { settled } from '../../support/hand-clock.ts';
import { classOf, openRoom, watch, Harness, TestDevice } from '../../support/rooms.ts';

const minute = 60_000;

describe('the queue', () => {
  test('all that waits is written in one transaction, and answered in order', async () => {
    const { harness, room } = await openRoom();
    const write = harness.store.hold();
    const before = harness.store.appends;
    const replies = Array.from({ length: 5 }, (_, index) =>
      room.send({ type: 'join', player: null }, `key ${index}`),
    );
    write();
    expect(await Promise.all(replies)).toMatchObject([1, 2, 3, 4, 5].map((player) => ({ ok: true, player })));
    expect(harness.store.appends - before).toBe(2);
  });

  test('nothing is answered, applied or shown before it is durable', async () => {
    const { harness, room } = await openRoom();
    const device = new TestDevice(room, 'key').connect();
    const write = harness.store.hold();
    const joined = device.join();
    await settled();
    expect(device.heard).toHaveLength(1);
    expect(room.state.players).toHaveLength(0);
    write();
    expect(await joined).toMatchObject({ ok: true });
    expect(room.state.players).toHaveLength(1);
  });

  test('[H4] a long fast forward goes on behind what is asked meanwhile, and is answered at its end', async () => {
    const { room } = await classOf(20, { rounds: 200 });
    await room.send({ type: 'start' });
    const answered: string[] = [];
    const ask = async (type: 'fast_forward' | 'pause') => {
      await room.send({ type });
      answered.push(`${type}: ${room.state.phase}`);
    };
    await Promise.all([ask('fast_forward'), ask('pause')]);
    expect(answered).toEqual(['pause: paused', 'fast_forward: finished']);
    expect(room.state).toMatchObject({ reason: 'fast_forward' });
  });

  test('when the store fails nothing is answered any more, and it is reported', async () => {
    const { harness, room, devices } = await classOf(1);
    harness.store.broken = new Error('disk full');
    const heard = devices[0]!.heard.length;
    const answers: unknown[] = [];
    room.submit({ type: 'start' }, (reply) => answers.push(reply));
    void devices[0]!.join();
    await settled();
    expect(harness.failures).toEqual([harness.store.broken]);
    expect([...answers, ...devices[0]!.heard.slice(heard)]).toEqual([]);
    expect(room.state.phase).toBe('lobby');
  });

  test('a session that cannot be written is reported too', async () => {
    const harness = new Harness();
    harness.store.broken = new Error('disk full');
    await expect(harness.room()).rejects.toThrow('disk full');
    expect(harness.failures).toHaveLength(1);
  });

  test('what another server wrote first is read, and the command decided again', async () => {
    const { harness, room } = await classOf(2);
    const other = (await harness.server().find(room.row.code))!;
    const board = await watch(room);
    await other.send({ type: 'join', player: null }, 'elsewhere');
    expect(await room.send({ type: 'join', player: null }, 'elsewhere')).toMatchObject({ player: 3 });
    expect(await room.send({ type: 'join', player: null }, 'here')).toMatchObject({ player: 4 });
    await settled();
    await harness.clock.turn(100);
    expect(board.events).toEqual(await harness.store.read(room.row.id, 0));
    expect(foldEvents(board.events)).toEqual(room.state);
  });

  test('after three conflicts the sender is asked to try again', async () => {
    const { harness, room } = await openRoom();
    harness.store.append = async () => 'conflict';
    const reply = await room.send({ type: 'join', player: null }, 'key');
    expect(reply).toMatchObject({ error: { code: 'try_again' } });
    expect(room.state.players).toHaveLength(0);
  });
});

describe('the clock', () => {
  test('a deadline ends a step, and the next one opens after the beat', async () => {
    const { harness, room } = await classOf(2, { turnSeconds: 3, beat: 400 });
    await room.send({ type: 'start' });
    await harness.clock.turn(2_999);
    expect(room.state).toMatchObject({ step: { kind: 'generate', left: 2 } });
    await harness.clock.turn(1);
    expect(room.state).toMatchObject({ step: { kind: 'generate', left: 0 } });
    await harness.clock.turn(399);
    expect(room.state).toMatchObject({ step: { kind: 'generate' } });
    await harness.clock.turn(1);
    expect(room.state).toMatchObject({ step: { kind: 'refit', left: 2 } });
  });

  test('a clock that is set back holds nobody up, nor does one that was ahead before a restart', async () => {
    const { harness, room } = await classOf(2, { turnSeconds: 5, beat: 800, rounds: 3, handRounds: 1 });
    await room.send({ type: 'start' });
    const hour = 60 * minute;
    harness.clock.set(harness.clock.now() - hour);
    await harness.clock.turn(10_000);
    expect(room.state).toMatchObject({ step: { kind: 'refit' } });
    room.dispose();
    harness.clock.set(harness.clock.now() - hour);
    const restarted = (await harness.server().find(room.row.code))!;
    for (const key of ['key 0', 'key 1']) await new TestDevice(restarted, key).connect().play();
    await harness.clock.turn(5_000);
    expect(restarted.state).toMatchObject({ phase: 'finished', reason: 'rounds' });
    const log = await harness.store.read(room.row.id, 0);
    expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test('after a restart an open step has ten seconds at least, and goes on where it was', async () => {
    const { harness, room, devices } = await classOf(3, { turnSeconds: 15 });
    await room.send({ type: 'start' });
    await devices[0]!.play();
    room.dispose();
    await harness.clock.turn(20_000);
    const restarted = (await harness.server().find(room.row.code))!;
    expect(restarted.state).toMatchObject({
      step: { round: 0, kind: 'generate', left: 2, deadline: harness.clock.now() + 10_000 },
    });
    const again = new TestDevice(restarted, 'key 1').connect();
    expect(again.view.turns).toMatchObject([{ rollout: 1, round: 0 }]);
    await again.play();
    expect(restarted.state).toMatchObject({ step: { left: 1 } });
  });

  test('bots play a whole game by themselves, each after 0.3 to 1.5 seconds', async () => {
    const { harness, room } = await openRoom({ rounds: 3, handRounds: null, writing: 'type' });
    await room.send({ type: 'bots', count: 4 });
    await room.send({ type: 'start' });
    const opened = harness.clock.now();
    await harness.clock.turn(6 * 1_500);
    expect(room.state).toMatchObject({ phase: 'finished', reason: 'rounds' });
    const log = await harness.store.read(room.row.id, 0);
    const turns = log.filter(({ type }) => type === 'generated' || type === 'refitted');
    expect(turns).toHaveLength(24);
    expect(turns.every((turn) => 'by' in turn && turn.by !== 'server')).toBe(true);
    const first = turns.slice(0, 4).map(({ at }) => at - opened);
    expect(first.every((time) => time >= 300 && time <= 1_500)).toBe(true);
  });

  test('bots wait while the game is paused', async () => {
    const { harness, room } = await openRoom({ rounds: 1, turnSeconds: null });
    await watch(room);
    await room.send({ type: 'bots', count: 2 });
    await room.send({ type: 'start' });
    await room.send({ type: 'pause' });
    await harness.clock.turn(minute);
    expect(room.state).toMatchObject({ phase: 'paused', step: { left: 2 } });
    await room.send({ type: 'resume' });
    await harness.clock.turn(3_000);
    expect(room.state.phase).toBe('finished');
  });
});

describe('rooms', () => {
  test('one in which nobody is and nothing happens is let go, and comes back from its log', async () => {
    const { harness, room, devices } = await classOf(2);
    await harness.clock.turn(5 * minute);
    expect(await harness.rooms.find(room.row.code)).toBe(room);
    for (const device of devices) device.disconnect();
    await harness.clock.turn(5 * minute);
    const again = (await harness.rooms.find(room.row.code))!;
    expect(again).not.toBe(room);
    expect(again.state).toEqual(room.state);
  });

  test('one in which bots play is not let go', async () => {
    const slow = { turnSeconds: null, rounds: 200, handRounds: null, beat: 10_000 };
    const { harness, room } = await openRoom(slow);
    await room.send({ type: 'bots', count: 2 });
    await room.send({ type: 'start' });
    await harness.clock.turn(5 * minute);
    expect(await harness.rooms.find(room.row.code)).toBe(room);
    expect(room.state).toMatchObject({ phase: 'playing' });
  });

  test('two who ask for one at the same time get the same', async () => {
    const { harness, room } = await openRoom();
    const other = harness.server();
    const [first, second] = await Promise.all([other.find(room.row.code), other.find(room.row.code)]);
    expect(first).toBe(second);
    expect(first).not.toBe(room);
  });

  test('a code is good for a day after the end, even while a page is still open', async () => {
    const { harness, room } = await classOf(1);
    await room.send({ type: 'start' });
    await room.send({ type: 'stop' });
    await harness.clock.turn(codeLife.finished - minute);
    expect(await harness.rooms.find(room.row.code)).not.toBeNull();
    await harness.clock.turn(minute);
    expect(await harness.rooms.find(room.row.code)).toBeNull();
  });

  test('a code that is taken is not given again', async () => {
    const harness = new Harness();
    const codes = await Promise.all(Array.from({ length: 50 }, async () => (await harness.room()).row.code));
    expect(new Set(codes).size).toBe(50);
  });
});

test('a fault in the rules costs the command that met it, and nothing else', async () => {
  const { room } = await classOf(1);
  const config = {
    get rounds(): number {
      throw new Error('fault');
    },
  };
  const reply = await room.send({ type: 'configure', config });
  expect(reply).toMatchObject({ error: { code: 'server_error' } });
  expect(await room.send({ type: 'start' })).toEqual({ ok: true });
});
