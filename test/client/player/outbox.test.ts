/** The outbox: retries, order and acknowledgements. */
import { expect, test } from 'vitest';
import { idOf, isDecided, Outbox, type OutboxPorts, type Outgoing } from '../../../client/player/outbox.ts';
import { refuse, type ErrorCode, type Result } from '../../../shared/session/result.ts';

const ok: Result = { ok: true };
const write = (round: number, tokens = '01'): Outgoing => ({
  name: 'generate',
  payload: { rollout: 3, round, tokens },
});

/** An outbox whose line is answered by hand. */
function setUp({
  kept = [],
  maySend = () => true,
}: { kept?: Outgoing[]; maySend?: OutboxPorts['maySend'] } = {}) {
  const log = { kept, decided: [] as [string, Result][], undecided: 0 };
  const asked: { entry: Outgoing; answer: (reply: Result) => Promise<void> }[] = [];
  const outbox = new Outbox({
    load: () => log.kept,
    save: (entries) => (log.kept = [...entries]),
    send: (entry) =>
      new Promise((resolve) => {
        const answer = async (reply: Result) => {
          resolve(reply);
          await Promise.resolve();
          await Promise.resolve();
        };
        asked.push({ entry, answer });
      }),
    maySend,
    decided: (entry, reply) => log.decided.push([idOf(entry), reply]),
    undecided: () => log.undecided++,
  });
  return { outbox, asked, log };
}

test('a turn is kept before it is said, and leaves once it is answered', async () => {
  const { outbox, asked, log } = setUp();
  outbox.add(write(0));
  expect(log.kept).toEqual([write(0)]);
  await asked[0]!.answer(ok);
  expect(log.kept).toEqual([]);
  expect(log.decided).toEqual([['generate 3/0', ok]]);
});

test('a turn without an answer stays, and is said again with the same words', async () => {
  const { outbox, asked, log } = setUp();
  outbox.add(write(0));
  await asked[0]!.answer(refuse('try_again', 'No answer.'));
  expect(log.kept).toEqual([write(0)]);
  expect(log.undecided).toBe(1);
  outbox.flush();
  expect(asked.map(({ entry }) => entry)).toEqual([write(0), write(0)]);
  await asked[1]!.answer(ok);
  expect(log.kept).toEqual([]);
});

test('nothing is said twice while its answer is under way', () => {
  const { outbox, asked } = setUp();
  outbox.add(write(0));
  outbox.flush();
  outbox.flush();
  expect(asked).toHaveLength(1);
});

test('what was kept before a reload is said after it', async () => {
  const { outbox, asked, log } = setUp({
    kept: [write(4), { name: 'refit', payload: { rollout: 3, round: 4, ones: 1 } }],
  });
  expect(outbox.entries.map(idOf)).toEqual(['generate 3/4', 'refit 3/4']);
  outbox.flush();
  await asked[0]!.answer(ok);
  await asked[1]!.answer(refuse('turn_over', 'This turn is over.'));
  expect(log.kept).toEqual([]);
  expect(log.decided.map(([id]) => id)).toEqual(['generate 3/4', 'refit 3/4']);
});

test('what may not go now waits without being said', () => {
  let isSeated = false;
  const { outbox, asked } = setUp({ maySend: ({ name }) => isSeated || name === 'join' });
  outbox.add({ name: 'join', payload: {} });
  outbox.add(write(0));
  expect(asked.map(({ entry }) => entry.name)).toEqual(['join']);
  isSeated = true;
  outbox.flush();
  expect(asked.map(({ entry }) => entry.name)).toEqual(['join', 'generate']);
});

test('the last forecast counts, also while an earlier one is under way', async () => {
  const forecast = (round: number): Outgoing => ({ name: 'forecast', payload: { round, pole: 0 } });
  const { outbox, asked, log } = setUp();
  outbox.add(forecast(5));
  outbox.add(forecast(9));
  expect(asked).toHaveLength(1);
  await asked[0]!.answer(ok);
  expect(asked.map(({ entry }) => entry)).toEqual([forecast(5), forecast(9)]);
  await asked[1]!.answer(ok);
  expect(log.kept).toEqual([]);
});

const undecided: ErrorCode[] = ['try_again', 'server_error', 'paused', 'not_joined'];
const decided: ErrorCode[] = ['turn_over', 'not_your_turn', 'wrong_tokens', 'wrong_count', 'room_locked'];

test.each([...undecided, ...decided])('%s is decided, or is asked again', (code) => {
  expect(isDecided(refuse(code, 'A sentence.'))).toBe(decided.includes(code));
});
