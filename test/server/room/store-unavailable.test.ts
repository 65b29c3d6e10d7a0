/** Rooms whose store goes away and comes back: what is asked meanwhile is sent again, and nothing is lost or doubled. */
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../server/store/port.ts';
import { settled } from '../../support/hand-clock.ts';
import { School, TestBoard, TestPhone } from '../../support/rooms.ts';

const second = 1_000;

/** A class of two that plays, and a store that can go away. */
async function playing() {
  const school = new School();
  const { room, phones } = await school.classOf(2, { turnSeconds: 20 });
  await room.send({ type: 'start' });
  return { school, room, phones, store: goingAway(school) };
}

/** Lets a school's store go away: before anything is written, or when it has been. */
function goingAway({ store }: School) {
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
    comeBack: () => void Object.assign(store, { read, append, session }),
  };
}

describe('while the store does not answer', () => {
  test('whoever asks is told to try again, and what they say then counts', async () => {
    const { school, room, phones, store } = await playing();
    store.go();
    await phones[0]!.play();
    expect(phones[0]!.heard.at(-1)).toMatchObject({ ok: false, error: { code: 'try_again' } });
    store.comeBack();
    for (const phone of phones) await phone.play();
    await settled();
    expect(phones[0]!.view).toMatchObject({ round: 0, step: 'refit' });
    expect(school.failures).toEqual([]);
    expect(room.state.seq).toBe(school.store.kept(room.row.id)!.events.length);
  });

  test('it is asked now and then, not all the time', async () => {
    const { school, store } = await playing();
    store.go();
    await school.clock.turn(60 * second);
    expect(store.calls()).toBeGreaterThan(5);
    expect(store.calls()).toBeLessThan(30);
  });

  test('no room is brought back, and the next one who asks tries again', async () => {
    const { school, room, store } = await playing();
    store.go();
    const other = school.server();
    await expect(other.find(room.row.code)).rejects.toBeInstanceOf(StoreUnavailable);
    store.comeBack();
    expect((await other.find(room.row.code))!.state).toEqual(room.state);
  });

  test('nor where it goes away in between: the open step would have no time left', async () => {
    const { school, room, store } = await playing();
    await school.clock.turn(15 * second);
    school.store.append = async () => {
      throw new StoreUnavailable('away');
    };
    const other = school.server();
    await expect(other.find(room.row.code)).rejects.toBeInstanceOf(StoreUnavailable);
    store.comeBack();
    expect((await other.find(room.row.code))!.state).toMatchObject({ step: { round: 0, kind: 'generate' } });
  });

  test('a board that has to be read to is disconnected, and comes back by itself', async () => {
    const { school, room } = await playing();
    const other = (await school.server().find(room.row.code))!;
    const board = new TestBoard(other.state.seq);
    await other.observers.attach(board);
    board.seq = 0;
    school.store.read = () => Promise.reject(new StoreUnavailable('away'));
    await other.send({ type: 'lock', locked: true });
    await settled();
    expect(board.isDisconnected).toBe(true);
    expect(school.failures).toEqual([]);
  });
});

describe('what the store wrote without an answer', () => {
  test('is found before anything is decided again: a turn is granted, and is in the log once', async () => {
    const { school, room, phones, store } = await playing();
    const board = new TestBoard(room.state.seq);
    await room.observers.attach(board);
    store.goAfterNextWrite();
    await phones[0]!.play();
    expect(phones[0]!.heard.at(-1)).toMatchObject({ ok: false });
    store.comeBack();
    await phones[0]!.play();
    expect(phones[0]!.heard.at(-1)).toEqual({ ok: true });
    await school.clock.turn(second);
    expect(board.events.filter(({ type }) => type === 'generated')).toHaveLength(1);
    expect(school.store.kept(room.row.id)!.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: room.state.seq }, (_, index) => index + 1),
    );
  });

  test('is a seat, too, and the same key gets it', async () => {
    const school = new School();
    const { room } = await school.classOf(1);
    const store = goingAway(school);
    const phone = new TestPhone(room, 'late').connect();
    store.goAfterNextWrite();
    expect(await phone.join()).toMatchObject({ ok: false });
    await settled();
    store.comeBack();
    expect(await phone.join()).toMatchObject({ ok: true, player: 2 });
    expect(room.state.players).toHaveLength(2);
    expect(school.store.kept(room.row.id)!.seats).toHaveLength(2);
  });

  test('is the coming back of a phone, which is missed when it leaves', async () => {
    const { school, room, phones, store } = await playing();
    phones[0]!.disconnect();
    await school.clock.turn(4 * second);
    expect(room.state.players[0]).toMatchObject({ online: false });
    store.goAfterNextWrite();
    phones[0]!.connect();
    await settled();
    store.comeBack();
    await school.clock.turn(6 * second);
    expect(room.state.players[0]).toMatchObject({ online: true });
    phones[0]!.disconnect();
    await school.clock.turn(4 * second);
    expect(room.state.players[0]).toMatchObject({ online: false });
  });
});

test('[C7] after the store was away an open step has at least 10 s left, as after a restart', async () => {
  const { school, room, phones, store } = await playing();
  store.go();
  await school.clock.turn(30 * second);
  store.comeBack();
  await school.clock.turn(5 * second);
  expect(room.state).toMatchObject({ step: { round: 0, kind: 'generate' } });
  for (const phone of phones) await phone.play();
  expect(school.store.kept(room.row.id)!.events.filter(({ type }) => type === 'generated')).toMatchObject([
    { by: 1 },
    { by: 2 },
  ]);
});
