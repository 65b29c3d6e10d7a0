/**
 * The figures that one core has to reach, with bare WebSockets and bare Socket.IO beside the most devices, then the game
 * beside all its baselines, A B A B.
 *
 * Usage: npm run bench [-- --turns 3]. Takes about a quarter of an hour, prints every run, and writes the table of
 * docs/performance.md. A run that does not count is said, and made again. Exits with 1 where a figure is not met.
 */
import { parseArgs } from 'node:util';
import { ofComparison, ofLargeRoom, ofSchool, ofSlowDisk, ofThousand, type Comparison } from './targets.ts';
import { run, type Load, type Result, type Server } from './load/run.ts';
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
const rooms = [...of(14, 30), ...of(20, 29)];
const thousand: Load = { ...usual, seconds: 20, rooms, every: 5_000, atOnce: 34 };
/** by more than one process, whose own collections of garbage would keep acknowledgements waiting longest */
const school: Load = { ...usual, rooms: of(500, 30), seconds: 30, processes: 4 };
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

/** Runs each of these servers once, and adds what came of it to its runs. */
async function compare(runs: Partial<Comparison>, load: Load, words: string): Promise<void> {
  for (const [name, results] of Object.entries(runs) as [keyof Comparison, Result[]][]) {
    const result = await measured(`${name}, ${words}`, servers[name], load);
    if (result) results.push(result);
  }
}

const { game } = servers;
const ofSchools: Pick<Comparison, 'ws' | 'socket.io' | 'game'> = { ws: [], 'socket.io': [], game: [] };
await compare(ofSchools, school, '15,000 devices');
const ofThousands = await measured('1,000 players', game, thousand);
const onSlowDisk = await measured('fsync of 10 ms', { ...game, env: slowDisk(10) }, thousand);
const inLargeRoom = await measured('a room of 200', game, largeRoom);
const comparison: Comparison = { ws: [], 'socket.io': [], 'fan-out': [], memory: [], game: [] };
for (let turn = 1; turn <= Number(values.turns); turn++) await compare(comparison, usual, `turn ${turn}`);

const figures = [
  ...ofSchool(ofSchools.game[0] ?? null),
  ...ofComparison(comparison),
  ...(ofThousands ? ofThousand(ofThousands) : []),
  ...(onSlowDisk ? ofSlowDisk(onSlowDisk) : []),
  ...(inLargeRoom ? ofLargeRoom(inLargeRoom) : []),
];
const isWhole = [ofThousands, onSlowDisk, inLargeRoom].every((result) => result !== null);
console.log(`\n${await writeTables(figures, [comparison, ofSchools])}`);
if (!isWhole || figures.some(([, , , met]) => !met)) process.exitCode = 1;
