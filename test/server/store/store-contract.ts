/** The store contract, as tests for any store. */
import { expect, test, vi } from 'vitest';
import { createSession } from '../../../shared/session/rules/decide.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import type { EventBody, SessionEvent } from '../../../shared/session/event.ts';
import { secret } from '../../support/session/classroom.ts';
import { codeLife, type LogEnd, type SessionRow, type Store } from '../../../server/store/port.ts';

export function sessionRow(id: string, code = 'BCDFG'): SessionRow {
  return { id, code, secret, hostKeyHash: 'ab'.repeat(32) };
}

export function createdAt(at: number, code = 'BCDFG'): SessionEvent {
  return createSession({ config: defaultConfig, title: 'Ω', code, secret, secretGiven: false }, at);
}

/** Events of one kind after those that there are. */
export function events(after: number, count: number, at = 2_000): SessionEvent[] {
  return Array.from({ length: count }, (_, index) =>
    stamp(after + 1 + index, at, { type: 'locked', locked: index % 2 === 0 }),
  );
}

/** The last event of a log that `newSession` began and `events` continued. */
export function end(seq: number, at = seq === 1 ? 1_000 : 2_000): LogEnd {
  return { seq, at };
}

const stamp = (seq: number, at: number, body: EventBody): SessionEvent => ({ seq, at, ...body });

/** Opens a session, all of whose clocks stand at the same time. */
export function newSession(store: Store, id: string, code = 'BCDFG', at = 1_000) {
  return store.create(sessionRow(id, code), createdAt(at, code));
}

/** @param open gives a new, empty store */
export function describeStore(open: () => Promise<Store>): void {
  /** A store with one session, `a`. */
  async function storeWithOne(): Promise<Store> {
    const store = await open();
    await newSession(store, 'a');
    return store;
  }

  test('a session is found by its id and its code, with all that is kept of it', async () => {
    const store = await open();
    expect(await store.create(sessionRow('a'), createdAt(1_000))).toBe('created');
    expect(await store.session('a')).toEqual(sessionRow('a'));
    expect(await store.byCode('BCDFG', 2_000)).toEqual(sessionRow('a'));
    expect(await store.read('a', 0)).toEqual([createdAt(1_000)]);
    expect(await store.session('b')).toBeNull();
    expect(await store.byCode('ZZZZZ', 2_000)).toBeNull();
    expect(await store.read('b', 0)).toEqual([]);
  });

  test('events come back as they were written, in order, from anywhere, as many as asked for', async () => {
    const store = await storeWithOne();
    const turns: SessionEvent[] = [
      stamp(2, 1_500, { type: 'joined', player: 1, name: 'Zoë 🦊', bot: false, team: null }),
      stamp(3, 1_500, { type: 'refitted', rollout: 0, round: 0, by: 'server', ones: 3, p: 0.1 + 0.2 }),
    ];
    expect(await store.append('a', end(1), turns, [])).toBe('appended');
    expect(await store.append('a', end(3, 1_500), events(3, 5), [])).toBe('appended');
    const all = [createdAt(1_000), ...turns, ...events(3, 5)];
    expect(await store.read('a', 0)).toEqual(all);
    expect(await store.read('a', 2)).toEqual(all.slice(2));
    expect(await store.read('a', 2, 3)).toEqual(all.slice(2, 5));
    expect(await store.read('a', 8)).toEqual([]);
  });

  test('events are picked by their seqs, in any order; the last one is found by its session', async () => {
    const store = await storeWithOne();
    await newSession(store, 'b', 'BCDFH');
    await store.append('a', { seq: 1, at: 1_000 }, events(1, 6), []);
    const all = await store.read('a', 0);
    expect(await store.pick('a', [5, 2, 7])).toEqual([all[4], all[1], all[6]]);
    expect(await store.pick('a', [7, 8])).toEqual([all[6]]);
    expect(await store.pick('a', [])).toEqual([]);
    expect(await store.last('a')).toEqual(all[6]);
    expect(await store.last('b')).toEqual(createdAt(1_000, 'BCDFH'));
    await store.delete('a');
    expect([await store.pick('a', [1]), await store.last('a'), await store.last('c')]).toEqual([
      [],
      null,
      null,
    ]);
  });

  test('what does not follow the last event is a conflict, and leaves nothing behind', async () => {
    const store = await storeWithOne();
    await store.append('a', end(1), events(1, 2), []);
    expect(await store.append('a', end(1), events(1, 1), [{ player: 1, keyHash: 'k' }])).toBe('conflict');
    expect(await store.append('a', end(9), events(9, 1), [])).toBe('conflict');
    expect(await store.append('nobody', end(0), events(0, 1), [])).toBe('conflict');
    expect(await store.read('a', 0)).toHaveLength(3);
    expect(await store.seats('a')).toEqual([]);
  });

  test('an event of another time at the end of the log is a conflict, too: the log was replaced', async () => {
    const store = await storeWithOne();
    expect(await store.append('a', end(1, 999), events(1, 1), [])).toBe('conflict');
    expect(await store.read('a', 0)).toHaveLength(1);
  });

  test('without events it says whether the log still ends there, and changes nothing', async () => {
    const store = await storeWithOne();
    expect(await store.append('a', end(1), [], [])).toBe('appended');
    expect(await store.append('a', end(2), [], [])).toBe('conflict');
    await store.append('a', end(1), [stamp(2, 2_000, { type: 'finished', reason: 'stopped', secret })], []);
    expect(await store.append('a', end(2), [], [])).toBe('appended');
    expect(await store.read('a', 0)).toHaveLength(2);
    expect(await store.byCode('BCDFG', 2_000 + codeLife.finished)).toBeNull();
  });

  test('of many appends after the same event one wins, and other sessions do not notice', async () => {
    const store = await storeWithOne();
    await newSession(store, 'b', 'BCDFH');
    const results = await Promise.all([
      ...Array.from({ length: 5 }, () => store.append('a', end(1), events(1, 3), [])),
      store.append('b', end(1), events(1, 1), []),
    ]);
    expect(results.slice(0, 5).filter((result) => result === 'appended')).toHaveLength(1);
    expect(results[5]).toBe('appended');
    expect(await store.read('a', 0)).toHaveLength(4);
    expect(await store.read('b', 0)).toHaveLength(2);
  });

  test('seats are written with their events', async () => {
    const store = await storeWithOne();
    const seats = ['one', 'two'].map((keyHash, index) => ({ player: index + 1, keyHash }));
    await store.append('a', end(1), events(1, 2), seats);
    expect(await store.seats('a')).toEqual(seats);
    expect(await store.seats('b')).toEqual([]);
  });

  test('a session is known by its seats’ keys and the addresses that are kept with it, until it is deleted', async () => {
    const store = await storeWithOne();
    await newSession(store, 'b', 'BCDFH');
    await store.append('a', end(1), events(1, 1), [{ player: 1, keyHash: 'key' }]);
    await Promise.all(['0a1b2c', '0a1b2c', '3d4e5f'].map((address) => store.keepAddress('a', address)));
    await store.keepAddress('nobody', '0a1b2c');
    const known = async (id: string) => [
      await store.knows(id, 'key', ''),
      await store.knows(id, '', '0a1b2c'),
      await store.knows(id, 'no key', 'ffffff'),
    ];
    const isKnown = [true, true, false];
    const isNot = [false, false, false];
    expect(await Promise.all(['a', 'b', 'nobody', ''].map(known))).toEqual([isKnown, isNot, isNot, isNot]);
    await store.scrub();
    await store.keepAddress('a', '3d4e5f');
    expect(await known('a')).toEqual(isKnown);
    await store.delete('a');
    expect(await known('a')).toEqual(isNot);
    await store.scrub();
    await newSession(store, 'a', 'BCDFG', 3_000);
    expect(await known('a')).toEqual(isNot);
  });

  test('who watches a session hears of what is written to it, until they have heard enough', async () => {
    const store = await storeWithOne();
    await newSession(store, 'b', 'BCDFH');
    const heard: string[] = [];
    const ends = ['one', 'two'].map((who) => store.watch('a', (seq) => heard.push(`${who} ${seq}`)));
    await store.append('a', end(1), events(1, 2), []);
    await store.append('a', end(1), events(1, 2), []);
    await store.append('b', end(1), events(1, 5), []);
    await vi.waitUntil(() => heard.length >= 2);
    expect(heard).toEqual(['one 3', 'two 3']);
    ends[0]!();
    await store.append('a', end(3), events(3, 1), []);
    await vi.waitUntil(() => heard.length >= 3);
    ends[1]!();
    await store.append('a', end(4), events(4, 1), []);
    expect(heard.slice(2)).toEqual(['two 4']);
  });

  test('a code is taken while it is good: a day after the end, a week after the last event before it', async () => {
    const store = await storeWithOne();
    expect(await newSession(store, 'b', 'BCDFG', 2_000)).toBe('code_taken');
    expect(await store.session('b')).toBeNull();
    const last = 5_000;
    await store.append('a', end(1), events(1, 1, last), []);
    const goodUntil = last + codeLife.unfinished;
    expect(await store.byCode('BCDFG', goodUntil - 1)).toMatchObject({ id: 'a' });
    expect(await store.byCode('BCDFG', goodUntil)).toBeNull();
    await store.append(
      'a',
      end(2, last),
      [stamp(3, last, { type: 'finished', reason: 'stopped', secret })],
      [],
    );
    expect(await store.byCode('BCDFG', last + codeLife.finished - 1)).toMatchObject({ id: 'a' });
    expect(await store.byCode('BCDFG', last + codeLife.finished)).toBeNull();
    const later = last + codeLife.finished;
    expect(await newSession(store, 'b', 'BCDFG', later)).toBe('created');
    expect(await store.byCode('BCDFG', later)).toMatchObject({ id: 'b' });
    expect([await store.hasCode('BCDFG'), await store.hasCode('BCDFH')]).toEqual([true, false]);
    await store.delete('b');
    expect([await store.byCode('BCDFG', later), await store.hasCode('BCDFG')]).toEqual([null, true]);
    expect(await store.session('a')).not.toBeNull();
  });

  test('a deleted session is gone with its code, its log and its seats, and nothing can be added to it', async () => {
    const store = await storeWithOne();
    await newSession(store, 'b', 'BCDFH');
    await store.append('a', end(1), events(1, 3), [{ player: 1, keyHash: 'k' }]);
    expect(await store.delete('a')).toBe(true);
    expect(await store.session('a')).toBeNull();
    expect(await store.byCode('BCDFG', 2_000)).toBeNull();
    expect(await store.hasCode('BCDFG')).toBe(false);
    expect([await store.read('a', 0), await store.seats('a')]).toEqual([[], []]);
    expect(await store.append('a', end(4), events(4, 1), [])).toBe('conflict');
    expect(await store.delete('a')).toBe(false);
    await store.scrub();
    expect(await store.read('b', 0)).toEqual([createdAt(1_000, 'BCDFH')]);
    expect(await newSession(store, 'a', 'BCDFG', 3_000)).toBe('created');
  });

  test('an append and a deletion in the same moment: one of them comes first, and nothing is left', async () => {
    const store = await storeWithOne();
    const waiting = store.append('a', end(1), events(1, 2), [{ player: 1, keyHash: 'k' }]);
    expect(await store.delete('a')).toBe(true);
    expect(['appended', 'conflict']).toContain(await waiting);
    expect([await store.read('a', 0), await store.seats('a')]).toEqual([[], []]);
  });

  test('sessions are found by how long ago their last event was', async () => {
    const store = await open();
    await newSession(store, 'old');
    await newSession(store, 'played on', 'BCDFH');
    await store.append('played on', end(1), events(1, 2, 5_000), []);
    expect(await store.untouchedSince(1_000)).toEqual([]);
    const [old, playedOn] = [
      { id: 'old', at: 1_000 },
      { id: 'played on', at: 5_000 },
    ];
    expect(await store.untouchedSince(1_001)).toEqual([old]);
    expect(await store.untouchedSince(5_000)).toEqual([old]);
    expect(await store.untouchedSince(5_001)).toEqual([old, playedOn]);
  });

  test('the newest of all events is known by its time', async () => {
    const store = await open();
    expect(await store.newestEventAt()).toBeNull();
    await newSession(store, 'later', 'BCDFG', 1_800_000_000_000);
    await newSession(store, 'earlier', 'BCDFH');
    expect(await store.newestEventAt()).toBe(1_800_000_000_000);
  });

  test('the mark of the last purge is kept, and only that one', async () => {
    const store = await open();
    expect(await store.purgeMark()).toBeNull();
    for (const mark of [
      { at: 1_800_000_000_000, days: 90 },
      { at: 1_700_000_000_000, days: 30 },
    ]) {
      await store.setPurgeMark(mark);
      expect(await store.purgeMark()).toEqual(mark);
    }
  });

  test('it says that it is ready, and writes what waits before it closes', async () => {
    const store = await storeWithOne();
    await expect(store.ready()).resolves.toBeUndefined();
    const waiting = store.append('a', end(1), events(1, 1), []);
    await store.close();
    expect(await waiting).toBe('appended');
  });
}
