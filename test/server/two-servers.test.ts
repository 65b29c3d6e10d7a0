/** One room on two servers that share a store: one log, and nobody is lost between them. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../shared/session/command.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { views } from '../../shared/views.ts';
import { played } from '../played.ts';
import { settled } from './hand-clock.ts';
import { School, TestPhone } from './school.ts';

describe('one log', () => {
  /** A room on one server, the same one on another, and a phone on each. */
  async function onTwo() {
    const school = new School();
    const { room, phones } = await school.classOf(2, { turnSeconds: null });
    const other = (await school.server().find(room.row.code))!;
    return { school, room, other, phones };
  }

  test('what one writes is shown on the other at once', async () => {
    const { room, other } = await onTwo();
    const phone = new TestPhone(other, 'elsewhere').connect();
    await phone.join();
    await settled();
    expect(room.state).toEqual(other.state);
    await room.send({ type: 'start' });
    await settled();
    expect(phone.view).toMatchObject({ step: 'generate', turns: [{ rollout: 2 }] });
  });

  test('where no hint comes, the next look at the store finds it', async () => {
    const school = new School();
    school.store.watch = () => () => {};
    const { room } = await school.classOf(1);
    const other = (await school.server().find(room.row.code))!;
    await other.send({ type: 'lock', locked: true });
    await school.clock.turn(5_000);
    expect(room.state).toMatchObject({ locked: true });
  });

  test('nobody is refused for what one server does not know yet', async () => {
    const school = new School();
    school.store.watch = () => () => {};
    const { room } = await school.classOf(2, { turnSeconds: null });
    const other = (await school.server().find(room.row.code))!;
    await room.send({ type: 'start' });
    const turn = played(views(room.state, room.row)(1, 0).turns[0]!);
    expect(await other.send({ type: turn.name, player: 1, ...turn.payload } as Command)).toEqual({
      ok: true,
    });
  });

  test('a seat that is read before its event is not taken for one that is there', async () => {
    const { school, room } = await onTwo();
    const { store } = school;
    const read = store.read.bind(store);
    store.read = async (id, after) => {
      const events = await read(id, after);
      if (after === 0) await store.append(id, events.length, [joined(events.length + 1)], [seat]);
      return events;
    };
    const joined = (seq: number): SessionEvent => ({
      ...{ seq, at: 0, type: 'joined', player: 3, name: 'Zoë', bot: false, team: null },
    });
    const seat = { player: 3, keyHash: 'late' };
    const third = (await school.server().find(room.row.code))!;
    expect(third.state.players[2]).toMatchObject({ name: 'Zoë' });
    expect(await third.send({ type: 'join', player: null }, 'late')).toMatchObject({ ok: true, player: 3 });
    const phone = new TestPhone(third, 'late').connect();
    expect(phone.view.you).toMatchObject({ name: 'Zoë' });
  });
});
