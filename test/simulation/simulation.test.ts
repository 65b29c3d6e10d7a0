/** Simulated lessons with faults of devices, networks, servers and store, each from a seed. */
import { describe, expect, test } from 'vitest';
import { play, type DrawsStory } from './run.ts';
import { seeds } from './seeds.ts';

const together = 50;
const batches = Array.from({ length: 10 }, (_, index) => 1 + index * together);

/** How often each story of the draws was told. */
const stories = new Map<DrawsStory, number>();

describe('whatever happens, every copy is the same at the end, and every granted turn is in the log once', () => {
  test.each(batches)('in the fifty lessons from seed %i on', async (first) => {
    for (let seed = first; seed < first + together; seed++) {
      const { faults, draws } = await play(seed);
      expect({ seed, faults }).toEqual({ seed, faults: [] });
      for (const story of draws) stories.set(story, (stories.get(story) ?? 0) + 1);
    }
  });

  test('[D8] bytes come, stay away, are sealed again, and wait for a pause or a server that restarts', () => {
    const told = ['all in', 'missing', 'sealed again', 'delayed', 'paused'] as const;
    for (const story of told) expect(stories.get(story) ?? 0, story).toBeGreaterThan(0);
  });
});

describe('what went wrong once does not again', () => {
  test.each(seeds)('seed $seed: $what', async ({ seed }) => {
    expect(await play(seed)).toMatchObject({ seed, faults: [] });
  });
});

test('a seed tells the same story every time', async () => {
  const [first, second]: string[][] = [[], []];
  await play(7, first);
  await play(7, second);
  expect(first!.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});
