/**
 * The figures that one core has to reach, then the game beside its baselines, A B A B.
 *
 * Usage: npm run bench [-- --turns 3]. Takes about a quarter of an hour, prints every run, and writes the table of
 * docs/performance.md. A run that does not count is said, and made again. Exits with 1 where a figure is not met.
 */
import { parseArgs } from 'node:util';
import { ofComparison, ofLargeRoom, ofSchool, ofSlowDisk, ofThousand, type Comparison } from './figures.ts';
import { run, type Load, type Result, type Server } from './run.ts';
import { servers } from './servers.ts';
import { slowDisk } from './slow-disk.ts';
import { tableOf } from './table.ts';
import { writeTables } from './page.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });

/** How often a run is made until it counts. */
const tries = 2;

const of = (rooms: number, players: number) => Array.from({ length: rooms }, () => players);
const usual: Load = { rooms: of(100, 30), every: 4_000, seconds: 16, processes: 1, atOnce: 4 };
/** 1,000 players in 34 rooms */
const thousand: Load = {
  ...usual,
  seconds: 20,
  rooms: [...of(14, 30), ...of(20, 29)],
  every: 5_000,
  atOnce: 34,
};
const school: Load = { ...usual, rooms: of(500, 30), seconds: 30 };
const largeRoom: Load = { ...usual, rooms: [200] };

/** @returns null where no try counted */
async function measured(name: string, server: Server, load: Load): Promise<Result | null> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      const result = await run(server, load);
      console.log(`\n${name}\n${tableOf(result)}`);
      return result;
    } catch (error) {
      console.log(`\n${name}: ${(error as Error).message}`);
    }
  }
  return null;
}

const { game } = servers;
const [ofSchools, ofThousands, onSlowDisk, inLargeRoom] = [
  await measured('15,000 phones', game, school),
  await measured('1,000 players', game, thousand),
  await measured('fsync of 10 ms', { ...game, env: slowDisk(10) }, thousand),
  await measured('a room of 200', game, largeRoom),
];
const comparison: Comparison = { ws: [], 'socket.io': [], 'fan-out': [], memory: [], game: [] };
for (let turn = 1; turn <= Number(values.turns); turn++)
  for (const [name, runs] of Object.entries(comparison) as [keyof Comparison, Result[]][]) {
    const result = await measured(`${name}, turn ${turn}`, servers[name], usual);
    if (result) runs.push(result);
  }

const figures = [
  ...(ofSchools ? ofSchool(ofSchools) : []),
  ...ofComparison(comparison),
  ...(ofThousands ? ofThousand(ofThousands) : []),
  ...(onSlowDisk ? ofSlowDisk(onSlowDisk) : []),
  ...(inLargeRoom ? ofLargeRoom(inLargeRoom) : []),
];
const isWhole = [ofSchools, ofThousands, onSlowDisk, inLargeRoom].every((result) => result !== null);
console.log(`\n${await writeTables(figures, comparison)}`);
if (!isWhole || figures.some(({ met }) => !met)) process.exitCode = 1;
