/** Access to a session's log. */
import { expect, test } from 'vitest';
import { jsonOf } from '../../../server/http/exports/json.ts';
import { findReplay } from '../../../server/http/replay.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { Harness } from '../../support/rooms.ts';
import { textOf } from '../../support/session/stored-session.ts';

/** A session in which one player joined while names were free, one while they were given, and a bot. */
async function session() {
  const harness = new Harness();
  const { id, code, hostKey } = await harness.create('Our class', { names: 'free' });
  const room = (await harness.rooms.find(code))!;
  await room.send({ type: 'join', player: null, name: 'Ada' }, 'one');
  await room.send({ type: 'bots', count: 1 });
  await room.send({ type: 'configure', config: { names: 'generated', rounds: 2 } });
  await room.send({ type: 'join', player: null }, 'two');
  const finish = async () => {
    await room.send({ type: 'start' });
    await room.send({ type: 'fast_forward' });
  };
  return { store: harness.store, room, id, hostKey, finish };
}

/** A replay that may be read. */
async function replayFor(...args: Parameters<typeof findReplay>): Promise<Replay> {
  const result = await findReplay(...args);
  if (!result.ok) throw new Error(result.error.message);
  const session = await result.access.open((read) => read());
  return JSON.parse(await textOf(jsonOf(session))) as Replay;
}

const names = ({ events }: Replay) =>
  events.flatMap((event) => (event.type === 'joined' ? [event.name] : []));

test('what has not finished is for its host alone, and without the secret', async () => {
  const { store, room, id, hostKey, finish } = await session();
  expect(await findReplay(store, id)).toMatchObject({ error: { code: 'not_finished' } });
  expect(await findReplay(store, id, { hostKey: 'wrong' })).toMatchObject({
    error: { code: 'not_finished' },
  });
  const early = await replayFor(store, id, { hostKey });
  expect(early).toMatchObject({ title: 'Our class', finishedAt: null, config: { rounds: 2 } });
  expect(JSON.stringify(early)).not.toContain(room.row.secret);
  await finish();
  const replay = await replayFor(store, id);
  expect(replay).toMatchObject({ version: 1, id, secret: room.row.secret, config: { rounds: 2 } });
  expect(replay.events.map(({ seq }) => seq)).toEqual(replay.events.map((_, index) => index + 1));
  expect(replay.finishedAt).toBe(replay.events.at(-1)!.at);
  expect(replay.createdAt).toBe(replay.events[0]!.at);
});

test('a name that a player chose is for the host alone; given ones and those of bots are not hidden', async () => {
  const { store, room, id, hostKey, finish } = await session();
  await finish();
  const [, bot, given] = room.state.players.map(({ name }) => name);
  expect(names(await replayFor(store, id))).toEqual(['Player 1', bot, given]);
  expect(names(await replayFor(store, id, { hostKey }))).toEqual(['Ada', bot, given]);
});

test('with names hidden a number stands in the place of every name, for the host too', async () => {
  const { store, id, hostKey, finish } = await session();
  await finish();
  for (const key of [undefined, hostKey]) {
    const hidden = names(await replayFor(store, id, { hostKey: key, namesHidden: true }));
    expect(hidden).toEqual(['Player 1', 'Player 2', 'Player 3']);
  }
});

test('a replay that is refused costs one event, whoever asks and however long the log is', async () => {
  const { store, id, hostKey, finish } = await session();
  const reads: string[] = [];
  for (const name of ['read', 'pick', 'last', 'seats'] as const) {
    const read = store[name].bind(store) as (...args: unknown[]) => never;
    Object.assign(store, { [name]: (...args: unknown[]) => (reads.push(name), read(...args)) });
  }
  await findReplay(store, id);
  await findReplay(store, id, { hostKey: 'wrong' });
  await findReplay(store, id, { hostKey, namesHidden: true });
  await findReplay(store, 'nobody');
  expect(reads).toEqual(['last', 'last', 'last']);
  await finish();
  reads.length = 0;
  const before = await findReplay(store, id);
  expect(reads).toEqual(['last']);
  expect(before.ok && before.access.version).not.toBe('');
});

test('a replay has another version with other names, and with every event', async () => {
  const { store, room, id, hostKey, finish } = await session();
  const versionFor = async (options = {}) => {
    const found = await findReplay(store, id, options);
    return found.ok ? found.access.version : found.error.code;
  };
  const early = await versionFor({ hostKey });
  await room.send({ type: 'lock', locked: true });
  const later = await versionFor({ hostKey });
  await finish();
  const all = [
    early,
    later,
    await versionFor({ hostKey }),
    await versionFor({ hostKey, namesHidden: true }),
    await versionFor(),
  ];
  expect(new Set(all).size).toBe(5);
  expect(await versionFor({ namesHidden: true })).toBe(all[3]);
});

test('there is nothing under an id that nobody has', async () => {
  const { store } = await session();
  expect(await findReplay(store, 'nobody')).toMatchObject({ error: { code: 'session_not_found' } });
});
