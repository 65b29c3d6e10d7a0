/** Writer of the tables of docs/performance.md, between two marks. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { cpuPerTurn, type Comparison, type Figure } from './targets.ts';
import { median } from '../statistics.ts';
import { memoryLatency } from './memory-latency.ts';
import type { Result } from './load/run.ts';

const file = join(import.meta.dirname, '../../docs/performance.md');
const [begin, end] = ['<!-- npm run bench writes from here -->', '<!-- to here -->'];

const names: Record<keyof Comparison, string> = {
  ws: '(a) bare WebSockets, the same frames, no game',
  'socket.io': '(b) bare Socket.IO, the same frames, no game',
  'fan-out': '(c) every turn to every device, by Socket.IO, no game',
  memory: '(d) the game on a store that forgets',
  game: 'the game, durable',
};

/** Writes all tables into the page. @returns them */
export async function writeTables(
  figures: readonly Figure[],
  comparisons: readonly Partial<Comparison>[],
): Promise<string> {
  const tables = [machine(), figureTable(figures), ...comparisons.map(comparisonTable)].join('\n\n');
  const page = await readFile(file, 'utf8');
  const [before, after] = [page.split(begin)[0]!, page.split(end)[1]!];
  const filled = `${before}${begin}\n\n${tables}\n\n${end}${after}`;
  await writeFile(file, await format(filled, { parser: 'markdown', printWidth: 110 }));
  return tables;
}

function machine(): string {
  const day = new Date().toISOString().slice(0, 10);
  const { model } = cpus()[0]!;
  const latency = memoryLatency().toFixed(0);
  return `${day}, ${model.trim()}, ${cpus().length} cores: the server on one, the load on the others; a random read of 4 MB takes ${latency} ns; Node ${process.version}.`;
}

function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(
    ([what, wanted, measured, met]) =>
      `| ${what} | ${wanted} | ${measured} | ${met ? 'met' : '**not met**'} |`,
  );
  return ['| what | at least | measured | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** A row for each server of which runs have counted. */
function comparisonTable(comparison: Partial<Comparison>): string {
  const counted = (Object.keys(names) as (keyof Comparison)[]).filter((name) => comparison[name]?.length);
  const game = comparison.game?.length ? cpuPerTurn(comparison.game) : null;
  const rows = counted.map((name) => {
    const runs = comparison[name]!;
    const of = (value: (result: Result) => number) => median(runs.map(value));
    const cells = [
      cpuPerTurn(runs).toFixed(0),
      game === null ? '–' : (game / cpuPerTurn(runs)).toFixed(2),
      `${(100 * of(({ cpu }) => cpu)).toFixed(0)} %`,
      of(({ framesPerTurn }) => framesPerTurn.all).toFixed(2),
      of(({ bytesPerTurn }) => bytesPerTurn).toFixed(0),
      of(({ acknowledgement }) => acknowledgement.p50).toFixed(1),
      of(({ acknowledgement }) => acknowledgement.p99).toFixed(1),
      (of(({ rssPerPhone }) => rssPerPhone) / 1000).toFixed(1),
    ];
    return `| ${[names[name], ...cells].join(' | ')} |`;
  });
  const heads = [
    `${Object.values(comparison).flat()[0]?.devices ?? 'no'} devices, medians`,
    ...['CPU, µs a turn', 'the game over it', 'of its core', 'frames a turn', 'bytes a turn'],
    ...['ack p50, ms', 'ack p99, ms', 'kB a device'],
  ];
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows].join('\n');
}
