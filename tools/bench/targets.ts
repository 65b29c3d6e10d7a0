/** Targets of the game on one core, beside what was measured. */
import type { Result } from './load/run.ts';
import { median } from '../statistics.ts';

/** One row: a figure as it is said, what was wanted and measured, and whether that is enough. */
export type Figure = [what: string, wanted: string, measured: string, met: boolean];

/** Medians of the runs of each server in the comparison. */
export interface Comparison {
  game: Result[];
  memory: Result[];
  ws: Result[];
  'socket.io': Result[];
  'fan-out': Result[];
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export function cpuPerTurn(runs: readonly Result[]): number {
  return median(runs.map((one) => one.cpuPerTurn));
}

export function ofComparison(runs: Comparison): Figure[] {
  const [game, bare, fanOut] = [cpuPerTurn(runs.game), cpuPerTurn(runs.ws), cpuPerTurn(runs['fan-out'])];
  const frames = median(runs.game.map(({ framesPerTurn }) => framesPerTurn.all));
  const overBare = `${(game / bare).toFixed(2)} × (${game.toFixed(0)} and ${bare.toFixed(0)} µs)`;
  const overFanOut = `1/${(fanOut / game).toFixed(1)} (of ${fanOut.toFixed(0)} µs)`;
  const server = 'server CPU for a durable turn, over bare WebSockets with the same frames';
  return [
    ['frames a turn, `everyone` of 30, the wall included', '≤ 2.5', frames.toFixed(2), frames <= 2.5],
    [server, '≤ 2 ×', overBare, game <= 2 * bare],
    ['the same, over the naive fan-out', '≤ 1/5', overFanOut, game * 5 <= fanOut],
  ];
}

/** @param result null where no run counted: turns came after their step had ended */
export function ofSchool(result: Result | null): Figure[] {
  const what = '15,000 devices in 500 rooms of 30, a turn every 4 s each';
  const wanted = 'acknowledged p99 ≤ 100 ms, loop delay p99 ≤ 50 ms';
  if (result === null) return [[what, wanted, 'no run counted', false]];
  const { acknowledgement, loopDelay, turnsPerSecond, rssPerPhone } = result;
  const [p99, delay] = [acknowledgement.p99, loopDelay?.p99 ?? NaN];
  const measured = `${turnsPerSecond.toFixed(0)} turns a second, p99 ${ms(p99)}, loop delay p99 ${ms(delay)}`;
  const memory = `${(rssPerPhone / 1000).toFixed(1)} kB`;
  return [
    [what, wanted, measured, p99 <= 100 && delay <= 50],
    ['memory for a connected device', '≤ 40 kB', memory, rssPerPhone <= 40_000],
  ];
}

export function ofThousand({ acknowledgement, turnsPerSecond, seatedIn, cpuPerJoin }: Result): Figure[] {
  const { p50, p99 } = acknowledgement;
  const joining = '1,000 devices joining at once: seated, with a view';
  const seated = `${seatedIn.toFixed(2)} s, ${cpuPerJoin.toFixed(2)} ms`;
  const playing = '1,000 players in 34 rooms, 200 turns a second';
  const answered = `${turnsPerSecond.toFixed(0)} turns a second, p50 ${ms(p50)}, p99 ${ms(p99)}`;
  return [
    [joining, '≤ 2 s, ≤ 1.2 ms of CPU each', seated, seatedIn <= 2 && cpuPerJoin <= 1.2],
    [playing, 'acknowledged p50 ≤ 3 ms, p99 ≤ 15 ms', answered, p50 <= 3 && p99 <= 15],
  ];
}

export function ofSlowDisk({ acknowledgement: { p99 }, commitsPerSecond }: Result): Figure[] {
  const measured = `p99 ${ms(p99)}, ${(commitsPerSecond ?? NaN).toFixed(0)} commits a second`;
  return [['the same with fsync slowed to 10 ms', 'acknowledged p99 ≤ 40 ms', measured, p99 <= 40]];
}

export function ofLargeRoom({ view: { p99, max } }: Result): Figure[] {
  const what = "one room of 200 devices: from a step's opening to all its views";
  return [[what, 'p99 ≤ 100 ms', `p99 ${ms(p99)}, max ${ms(max)}`, p99 <= 100]];
}
