/** Who is connected, who counts as gone, and which phones are sent a view. */
import { describe, expect, test } from 'vitest';
import { settled } from '../../support/hand-clock.ts';
import { School, TestPhone } from '../../support/rooms.ts';

/** How many views each phone is sent while something happens. */
async function viewsDuring(phones: TestPhone[], happening: () => unknown): Promise<number[]> {
  const before = phones.map(({ views }) => views.length);
  await happening();
  await settled();
  return phones.map(({ views }, index) => views.length - before[index]!);
}

describe('a seat is a key', () => {
  test('a phone is shown the room before it has a seat, and takes one by joining', async () => {
    const room = await new School().room();
    const phone = new TestPhone(room, 'key').connect();
    expect(phone.view).toMatchObject({ phase: 'lobby', you: null });
    expect(await viewsDuring([phone], () => phone.join())).toEqual([1]);
    expect(phone.view.you).toMatchObject({ player: 1 });
  });

  test('the newest phone of a key replaces the older one at once, with a seat or without', async () => {
    const { room, phones } = await new School().classOf(1);
    const newer = new TestPhone(room, phones[0]!.keyHash).connect();
    expect(phones[0]!.goodbye).toBe('replaced');
    expect(newer.view.you).toMatchObject({ player: 1 });
    const stranger = new TestPhone(room, 'new').connect();
    new TestPhone(room, 'new').connect();
    expect(stranger.goodbye).toBe('replaced');
  });

  test('two joins of one key at the same time are one seat', async () => {
    const room = await new School().room();
    const [first, second] = [new TestPhone(room, 'key').connect(), new TestPhone(room, 'key').connect()];
    const replies = await Promise.all([first.join(), second.join(), second.join()]);
    expect(replies[1]).toEqual(replies[0]);
    expect(replies[2]).toEqual(replies[0]);
    expect(room.state.players).toHaveLength(1);
    expect(second.view.you).toMatchObject({ player: 1 });
  });

  test('a kicked phone is told so, and no longer counts as connected', async () => {
    const { room, phones } = await new School().classOf(2);
    await room.send({ type: 'kick', player: 1 });
    expect(phones.map(({ goodbye }) => goodbye)).toEqual(['kicked', null]);
    const sent = await viewsDuring(phones, () => room.send({ type: 'start' }));
    expect(sent).toEqual([0, 1]);
  });
});

describe('whoever is kicked', () => {
  test('between the handshake and the first view is told so, and is shown nothing', async () => {
    const { room, phones } = await new School().classOf(2);
    phones[0]!.disconnect();
    await room.send({ type: 'kick', player: 1 });
    const late = new TestPhone(room, phones[0]!.keyHash).connect();
    expect([late.goodbye, late.views]).toEqual(['kicked', []]);
  });
});

describe('presence', () => {
  const online = (room: Awaited<ReturnType<School['room']>>) => room.state.players.map((one) => one.online);

  test('a player is offline three seconds after the last socket closed', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(2);
    phones[0]!.disconnect();
    await school.clock.turn(2_999);
    expect(online(room)).toEqual([true, true]);
    await school.clock.turn(1);
    expect(online(room)).toEqual([false, true]);
    phones[0]!.connect();
    await settled();
    expect(online(room)).toEqual([true, true]);
  });

  test('who comes back within them was never away', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(1);
    const { seq } = room.state;
    phones[0]!.disconnect();
    await school.clock.turn(2_000);
    phones[0]!.connect();
    await school.clock.turn(10_000);
    expect(room.state.seq).toBe(seq);
  });

  test('a phone that has gone before its seat was written is missed like any other', async () => {
    const school = new School();
    const room = await school.room();
    const phone = new TestPhone(room, 'key').connect();
    const joined = phone.join();
    phone.disconnect();
    await joined;
    expect(online(room)).toEqual([true]);
    await school.clock.turn(3_000);
    expect(online(room)).toEqual([false]);
  });

  test('a phone that comes back while its absence is being written is online', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(2);
    phones[0]!.disconnect();
    await school.clock.turn(2_999);
    const write = school.store.hold();
    void room.send({ type: 'lock', locked: true });
    await school.clock.turn(1);
    phones[0]!.connect();
    write();
    await settled();
    expect(online(room)).toEqual([true, true]);
  });

  test('after a restart everybody has ten seconds to come back', async () => {
    const school = new School();
    const { room } = await school.classOf(2);
    room.dispose();
    const restarted = (await school.server().find(room.row.code))!;
    new TestPhone(restarted, 'key 1').connect();
    await school.clock.turn(9_999);
    expect(online(restarted)).toEqual([true, true]);
    await school.clock.turn(1);
    expect(online(restarted)).toEqual([false, true]);
  });
});

describe('views', () => {
  test('one for each phone and step, and none for a turn of one’s own or another’s', async () => {
    const { room, phones } = await new School().classOf(3);
    expect(await viewsDuring(phones, () => room.send({ type: 'start' }))).toEqual([1, 1, 1]);
    expect(await viewsDuring(phones, () => phones[0]!.play())).toEqual([0, 0, 0]);
    expect(await viewsDuring(phones, () => phones[1]!.play())).toEqual([0, 0, 0]);
    expect(await viewsDuring(phones, () => phones[2]!.play())).toEqual([1, 1, 1]);
    expect(phones.map(({ view }) => view.step)).toEqual(['refit', 'refit', 'refit']);
  });

  test('a command is acknowledged before the view that it causes', async () => {
    const { room, phones } = await new School().classOf(1);
    await room.send({ type: 'start' });
    const [phone] = phones;
    phone!.heard = phone!.heard.slice(-1);
    await phone!.play();
    expect(phone!.heard.map((one) => ('phase' in one ? one.step : one.ok))).toEqual([
      'generate',
      true,
      'refit',
    ]);
  });

  test('in the lobby at most one a second, and at the start no more of those', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(1);
    const joinTen = async () => {
      for (let i = 0; i < 10; i++) await new TestPhone(room, `more ${i}`).connect().join();
    };
    expect(await viewsDuring(phones, joinTen)).toEqual([1]);
    expect(await viewsDuring(phones, () => school.clock.turn(1_000))).toEqual([1]);
    expect(phones[0]!.view.class.players).toBe(11);
    expect(await viewsDuring(phones, () => room.send({ type: 'configure', config: { rounds: 5 } }))).toEqual([
      0,
    ]);
    expect(await viewsDuring(phones, () => room.send({ type: 'start' }))).toEqual([1]);
    await phones[0]!.play();
    expect(await viewsDuring(phones, () => school.clock.turn(1_000))).toEqual([0]);
  });

  test('nothing for what changes the class alone, once it plays', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(5);
    await room.send({ type: 'start' });
    const happening = async () => {
      phones[4]!.disconnect();
      await school.clock.turn(3_000);
      await room.send({ type: 'lock', locked: true });
      await room.send({ type: 'lock', locked: false });
      await new TestPhone(room, 'late').connect().join();
    };
    expect(await viewsDuring(phones, happening)).toEqual([0, 0, 0, 0, 0]);
  });

  test('the early close is shown to those alone who have a turn left', async () => {
    const { room, phones } = await new School().classOf(5);
    await room.send({ type: 'start' });
    for (const phone of phones.slice(0, 3)) await phone.play();
    expect(await viewsDuring(phones, () => phones[3]!.play())).toEqual([0, 0, 0, 0, 1]);
    expect(phones[4]!.view.deadline).toBe(phones[4]!.view.now + 5_000);
  });

  test('a turn that the server plays is shown to the player whose it was', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(3, { turnSeconds: 3, beat: 5_000 });
    await room.send({ type: 'start' });
    await phones[0]!.play();
    expect(await viewsDuring(phones, () => school.clock.turn(3_000))).toEqual([0, 1, 1]);
    expect(phones[1]!.view.turns).toEqual([]);
  });

  test('while the server plays by itself, one a round', async () => {
    const school = new School();
    const { room, phones } = await school.classOf(2, { handRounds: 0, rounds: 3 });
    await room.send({ type: 'start' });
    expect(await viewsDuring(phones, () => school.clock.turn(499))).toEqual([0, 0]);
    expect(await viewsDuring(phones, () => school.clock.turn(1))).toEqual([1, 1]);
    expect(await viewsDuring(phones, () => school.clock.turn(500))).toEqual([1, 1]);
    expect(phones[0]!.view).toMatchObject({ phase: 'finished', replay: room.row.id });
  });
});
