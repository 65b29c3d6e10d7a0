/** The load generator: what it counts, and what it refuses to count. */
import { expect, test } from 'vitest';
import { run, type Load } from './run.ts';
import { servers } from '../servers.ts';

const load: Load = { rooms: [5, 5], every: 1_500, seconds: 3, processes: 2, atOnce: 2 };
const ofFive = { PLAYERS: '5' };

test.concurrent(
  'devices under load play the game, and every acknowledged turn is in its replay',
  async () => {
    const { checked, framesPerTurn, devices } = await run(servers.game, load);
    expect(devices).toBe(10);
    // two periods before those that are measured, and the one in which it ends
    expect(checked).toBe(10 * (2 + 2 + 1));
    expect(framesPerTurn.answers).toBe(1);
    expect(framesPerTurn.views).toBeGreaterThan(0);
  },
);

test.concurrent.each(['ws', 'socket.io'] as const)('%s sends the frames of the game', async (name) => {
  const { checked, framesPerTurn } = await run({ ...servers[name], env: ofFive }, load);
  expect(checked).toBeNull();
  expect(framesPerTurn.answers).toBe(1);
  expect(framesPerTurn.views).toBeGreaterThan(0);
});

test.concurrent('a run in which somebody misses a view does not count', async () => {
  const server = { ...servers.ws, env: ofFive };
  await expect(run(server, { ...load, rooms: [5, 4] })).rejects.toThrow('nobody saw a turn of step 0');
});
