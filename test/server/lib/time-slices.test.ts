/** Time slices: whose turn it is, and how much time is left for others, on a virtual clock. */
import { expect, test } from 'vitest';
import { RoundRobin } from '../../../server/lib/round-robin.ts';
import { TimeSlices } from '../../../server/lib/time-slices.ts';
import { HandClock, settled } from '../../support/hand-clock.ts';

test('keys take turns, whatever waits for each, and those that may not go keep their place', () => {
  const queue = new RoundRobin<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) queue.push(item[0]!, item);
  queue.remove('a', 'a2');
  queue.remove('d', 'd1');
  expect([queue.countOf('a'), queue.countOf('d')]).toEqual([2, 0]);
  expect(queue.shift((key) => key !== 'a')).toBe('b1');
  expect(Array.from({ length: 5 }, () => queue.shift())).toEqual(['a1', 'c1', 'b2', 'a3', undefined]);
});

/** Work of many parts, each of which takes some milliseconds of the clock. */
function worker(slices: TimeSlices, clock: HandClock, note: (name: string, began: number) => void) {
  return async (owner: string, name: string, parts: number, takes = 10) => {
    for (let part = 0; part < parts; part++) {
      const end = await slices.take(owner);
      const began = clock.now();
      await new Promise<void>((resolve) => void clock.after(takes, resolve));
      note(name, began);
      end();
    }
  };
}

test('owners take turns, and so does what one owner does at the same time', async () => {
  const clock = new HandClock();
  const order: string[] = [];
  const work = worker(new TimeSlices(clock), clock, (name) => order.push(name));
  for (let room = 1; room <= 3; room++) void work('school', `school ${room}`, 4);
  void work('other', 'other', 4);
  await clock.turn(1_000);
  // the first one comes while nobody waits
  expect(order).toEqual([
    ...['school 1', 'school 2', 'other', 'school 3', 'other', 'school 1', 'other', 'school 2', 'other'],
    ...['school 3', 'school 1', 'school 2', 'school 3', 'school 1', 'school 2', 'school 3'],
  ]);
});

test('one slice runs at a time, and after each as long is left for others', async () => {
  const clock = new HandClock(0);
  const spans: [number, number][] = [];
  const work = worker(new TimeSlices(clock), clock, (_, began) => spans.push([began, clock.now()]));
  for (let index = 0; index < 5; index++) void work(String(index), '', 1, 10 + index);
  await clock.turn(1_000);
  expect(spans).toHaveLength(5);
  for (const [index, [began]] of spans.slice(1).entries()) {
    const [before, end] = spans[index]!;
    expect(began - end).toBe(end - before);
  }
});

test('what is made of a slice at once, before the next task, is in it', async () => {
  const clock = new HandClock(0);
  const slices = new TimeSlices(clock);
  const page = slices.run('a', async () => 'page');
  const next = slices.take('b').then(() => clock.now());
  await page;
  clock.set(7);
  await settled();
  await clock.turn(100);
  expect(await next).toBe(14);
});

test('a slice that fails, or is ended twice, lets the next one begin, once', async () => {
  const clock = new HandClock();
  const slices = new TimeSlices(clock);
  const failed = slices.run('a', () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
  const taken: string[] = [];
  const take = async (name: string) => {
    const end = await slices.take(name);
    taken.push(name);
    return end;
  };
  const ends = ['b', 'c', 'd'].map(take);
  await clock.turn(1);
  expect(taken).toEqual(['b']);
  const end = await ends[0]!;
  end();
  end();
  await clock.turn(1);
  await settled();
  expect(taken).toEqual(['b', 'c']);
});
