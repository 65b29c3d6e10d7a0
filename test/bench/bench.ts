/**
 * The game beside its baselines in one run, A B A B, then the figures that one core has to reach.
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
const tries = 3;

const of = (rooms: number, players: number) => Array.from({ length: rooms }, () => players);
const usual: Load = { rooms: of(100, 30), every: 4_000, seconds: 20, processes: 1, atOnce: 4 };
/** 1,000 players in 34 rooms */
const thousand: Load = { ...usual, rooms: [...of(14, 30), ...of(20, 29)], every: 5_000, atOnce: 34 };
const school: Load = { ...usual, rooms: of(500, 30), seconds: 40 };
const largeRoom: Load = { ...usual, rooms: [200] };

async function measured(name: string, server: Server, load: Load): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await run(server, load);
      console.log(`\n${name}\n${tableOf(result)}`);
      return result;
    } catch (error) {
      console.log(`\n${name}: ${(error as Error).message}`);
      if (attempt === tries) throw error;
    }
  }
}

const comparison: Comparison = { ws: [], 'socket.io': [], 'fan-out': [], memory: [], game: [] };
for (let turn = 1; turn <= Number(values.turns); turn++)
  for (const [name, runs] of Object.entries(comparison) as [keyof Comparison, Result[]][])
    runs.push(await measured(`${name}, turn ${turn}`, servers[name], usual));

const { game } = servers;
const figures = [
  ...ofSchool(await measured('15,000 phones', game, school)),
  ...ofComparison(comparison),
  ...ofThousand(await measured('1,000 players', game, thousand)),
  ...ofSlowDisk(await measured('fsync of 10 ms', { ...game, env: slowDisk(10) }, thousand)),
  ...ofLargeRoom(await measured('a room of 200', game, largeRoom)),
];
console.log(`\n${await writeTables(figures, comparison)}`);
if (figures.some(({ met }) => !met)) process.exitCode = 1;
