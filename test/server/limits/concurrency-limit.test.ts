/** Concurrency limit: how many run at once, and who is next. */
import { expect, test } from 'vitest';
import { ConcurrencyLimit } from '../../../server/limits/concurrency-limit.ts';
import { settled } from '../../support/hand-clock.ts';

/** Asks for places, and notes who has one. */
function places(options: ConstructorParameters<typeof ConcurrencyLimit>[0]) {
  const limit = new ConcurrencyLimit(options);
  const running = new Map<string, () => void>();
  const refused: string[] = [];
  const order: string[] = [];
  const ask = async (name: string, signal = new AbortController().signal) => {
    const release = await limit.take(name[0]!, signal);
    if (release === null) return void refused.push(name);
    order.push(name);
    running.set(name, release);
  };
  const end = async (name: string) => {
    running.get(name)!();
    running.delete(name);
    await settled();
  };
  return { ask, end, running, refused, order };
}

test('an address has a few at once, and others do not wait for it', async () => {
  const { ask, end, running, order } = places({ each: 2, all: 4, waiting: 9 });
  for (let index = 0; index < 8; index++) void ask(`a${index}`);
  void ask('b0');
  await settled();
  expect([...running.keys()]).toEqual(['a0', 'a1', 'b0']);
  await end('a1');
  expect([...running.keys()]).toEqual(['a0', 'b0', 'a2']);
  for (let index = 1; index < 4; index++) void ask(`b${index}`);
  void ask('c0');
  await settled();
  expect(order).toEqual(['a0', 'a1', 'b0', 'a2', 'b1']);
  // where all places are taken, addresses take turns
  await end('a0');
  await end('a2');
  expect(order.slice(5)).toEqual(['a3', 'c0']);
});

test('as many run in all as may, and each place that is given back is taken once', async () => {
  const { ask, end, running, order } = places({ each: 4, all: 24, waiting: 250 });
  for (let index = 0; index < 25; index++) for (const key of 'abcdefghij') void ask(`${key}${index}`);
  await settled();
  expect(running.size).toBe(24);
  let most = 0;
  while (running.size > 0) {
    await end(running.keys().next().value!);
    most = Math.max(most, running.size);
  }
  expect(most).toBe(24);
  expect(order).toHaveLength(250);
});

test('too many that wait are refused, and whoever leaves is not waited for', async () => {
  const { ask, end, running, refused } = places({ each: 1, all: 9, waiting: 2 });
  const left = new AbortController();
  void ask('a0');
  await settled();
  void ask('a1', left.signal);
  void ask('a2');
  void ask('a3');
  await settled();
  expect(refused).toEqual(['a3']);
  left.abort();
  await settled();
  void ask('a4', left.signal);
  await settled();
  expect(refused).toEqual(['a3', 'a1', 'a4']);
  await end('a0');
  expect([...running.keys()]).toEqual(['a2']);
  await end('a2');
  void ask('a5');
  await settled();
  expect([...running.keys()]).toEqual(['a5']);
});
