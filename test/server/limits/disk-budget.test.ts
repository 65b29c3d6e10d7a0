/** Disk budget: which games may begin, on a virtual clock. */
import { expect, test } from 'vitest';
import { DiskBudget } from '../../../server/limits/disk-budget.ts';
import type { Config } from '../../../shared/session/config.ts';
import { Classroom } from '../../support/session/classroom.ts';

const day = 24 * 3_600_000;
/** 244 MB of the disk */
const largest: Partial<Config> = { rounds: 200, textLength: 1_000 };

const lobbyOf = (bots: number, config: Partial<Config>) => {
  const room = new Classroom(config);
  room.send({ type: 'bots', count: bots });
  return room.state;
};
const large = lobbyOf(250, largest);
const lesson = lobbyOf(30, { rounds: 60, textLength: 10 });
const start = { type: 'start' } as const;

/** A budget, and the number of games of one kind that an address may begin until it is refused. */
function budget(gigabytes: number) {
  let now = 0;
  const disk = new DiskBudget(gigabytes * 1e9, () => now);
  const begin = (address: string, state = large) => disk.take(address, state, start) === null;
  const count = (address: string, state = large, most = 1_000) => {
    let games = 0;
    while (games < most && begin(address, state)) games++;
    return games;
  };
  return { disk, begin, count, wait: (milliseconds: number) => void (now += milliseconds) };
}

test('an address begins a tenth of what the server can take, and has it back a day later', () => {
  const { count, wait } = budget(20);
  expect(count('a')).toBe(8);
  expect(count('a')).toBe(0);
  wait(day / 2);
  expect(count('a')).toBe(4);
  wait(day);
  expect(count('a')).toBe(8);
});

test('the server has a budget, of which large games leave some for lessons', () => {
  const { count, begin } = budget(20);
  const all = Array.from({ length: 20 }, (_, index) => count(`address ${index}`));
  // 18 GB of 244 MB each
  expect(all.reduce((sum, games) => sum + games)).toBe(73);
  expect(begin('another')).toBe(false);
  expect(begin('another', lesson)).toBe(true);
  expect(count('address 0', lesson)).toBe(1_000);
});

test('a lesson begins at an address whose budget somebody has spent, and not where the disk has no room', () => {
  const { begin, count } = budget(3);
  expect(count('school')).toBe(1);
  expect(begin('school', lesson)).toBe(true);
  const lessons = count('school', lesson, 10_000);
  expect(lessons).toBeGreaterThan(1_000);
  expect(lessons).toBeLessThan(10_000);
});

test('it is refused with a code and a sentence that says what would help', () => {
  const { disk, count } = budget(2);
  count('a');
  expect(disk.take('a', large, start)).toEqual({
    ok: false,
    error: {
      code: 'disk_budget',
      message:
        "This game would fill 244 MB of the server's disk, and today there is no room for that. A smaller one, with fewer rounds or tokens, may fit.",
    },
  });
});

test('seats of bots that come and go count, and nothing that writes little', () => {
  const { disk } = budget(0.01);
  const lobby = lobbyOf(0, {});
  let calls = 0;
  while (calls < 1_000 && disk.take('a', lobby, { type: 'bots', count: 250 }) === null) calls++;
  expect(calls).toBe(160);
  for (const type of ['pause', 'stop', 'fast_forward'] as const)
    expect(disk.take('a', lobby, { type })).toBeNull();
  expect(disk.take('a', lobby, { type: 'bots', count: 0 })).toBeNull();
  const running = new Classroom(largest).start(30).state;
  expect(disk.take('a', running, start)).toBeNull();
});
