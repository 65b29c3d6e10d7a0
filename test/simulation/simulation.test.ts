/** Simulated lessons with faults of devices, networks, servers and store, each from a seed. */
import { describe, expect, test } from 'vitest';
import { play } from './run.ts';
import { seeds } from './seeds.ts';

const together = 50;
const batches = Array.from({ length: 10 }, (_, index) => 1 + index * together);

describe('whatever happens, every copy is the same at the end, and every granted turn is in the log once', () => {
  test.each(batches)('in the fifty lessons from seed %i on', async (first) => {
    for (let seed = first; seed < first + together; seed++)
      expect(await play(seed)).toEqual({ seed, faults: [] });
  });
});

describe('what went wrong once does not again', () => {
  test.each(seeds)('seed $seed: $what', async ({ seed }) => {
    expect(await play(seed)).toEqual({ seed, faults: [] });
  });
});

test('a seed tells the same story every time', async () => {
  const [first, second]: string[][] = [[], []];
  await play(7, first);
  await play(7, second);
  expect(first!.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});
