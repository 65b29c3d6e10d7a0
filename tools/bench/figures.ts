/** The figures that the game has to reach on one core: what is wanted, and what was measured. */
import type { Result } from './load/run.ts';
import { median } from '../statistics.ts';

/** One row: a figure as it is said, and whether that is enough. */
export interface Figure {
  what: string;
  wanted: string;
  measured: string;
  met: boolean;
}

function figure(what: string, wanted: string, measured: string, met: boolean): Figure {
  return { what, wanted, measured, met };
}

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
  const [game, bare, fanOut] = [runs.game, runs.ws, runs['fan-out']].map(cpuPerTurn) as [
    number,
    number,
    number,
  ];
  const frames = median(runs.game.map(({ framesPerTurn }) => framesPerTurn.all));
  return [
    figure('frames a turn, `everyone` of 30, the wall included', '≤ 2.5', frames.toFixed(2), frames <= 2.5),
    figure(
      'server CPU for a durable turn, over bare WebSockets with the same frames',
      '≤ 2 ×',
      `${(game / bare).toFixed(2)} × (${game.toFixed(0)} and ${bare.toFixed(0)} µs)`,
      game <= 2 * bare,
    ),
    figure(
      'the same, over the naive fan-out',
      '≤ 1/5',
      `1/${(fanOut / game).toFixed(1)} (of ${fanOut.toFixed(0)} µs)`,
      game * 5 <= fanOut,
    ),
  ];
}

/** @param result null where no run counted: turns came after their step had ended */
export function ofSchool(result: Result | null): Figure[] {
  const school = {
    what: '15,000 devices in 500 rooms of 30, a turn every 4 s each',
    wanted: 'acknowledged p99 ≤ 100 ms, loop delay p99 ≤ 50 ms',
  };
  if (result === null) return [{ ...school, measured: 'no run counted', met: false }];
  const { acknowledgement, loopDelay, turnsPerSecond, rssPerPhone } = result;
  const delay = loopDelay?.p99 ?? NaN;
  return [
    {
      ...school,
      measured: `${turnsPerSecond.toFixed(0)} turns a second, p99 ${ms(acknowledgement.p99)}, loop delay p99 ${ms(delay)}`,
      met: acknowledgement.p99 <= 100 && delay <= 50,
    },
    figure(
      'memory for a connected device',
      '≤ 40 kB',
      `${(rssPerPhone / 1000).toFixed(1)} kB`,
      rssPerPhone <= 40_000,
    ),
  ];
}

export function ofThousand({
  acknowledgement: { p50, p99 },
  turnsPerSecond,
  seatedIn,
  cpuPerJoin,
}: Result): Figure[] {
  return [
    figure(
      '1,000 devices joining at once: seated, with a view',
      '≤ 2 s, ≤ 1.2 ms of CPU each',
      `${seatedIn.toFixed(2)} s, ${cpuPerJoin.toFixed(2)} ms`,
      seatedIn <= 2 && cpuPerJoin <= 1.2,
    ),
    figure(
      '1,000 players in 34 rooms, 200 turns a second',
      'acknowledged p50 ≤ 3 ms, p99 ≤ 15 ms',
      `${turnsPerSecond.toFixed(0)} turns a second, p50 ${ms(p50)}, p99 ${ms(p99)}`,
      p50 <= 3 && p99 <= 15,
    ),
  ];
}

export function ofSlowDisk({ acknowledgement, commitsPerSecond }: Result): Figure[] {
  return [
    figure(
      'the same with fsync slowed to 10 ms',
      'acknowledged p99 ≤ 40 ms',
      `p99 ${ms(acknowledgement.p99)}, ${(commitsPerSecond ?? NaN).toFixed(0)} commits a second`,
      acknowledgement.p99 <= 40,
    ),
  ];
}

export function ofLargeRoom({ view }: Result): Figure[] {
  return [
    figure(
      "one room of 200 devices: from a step's opening to all its views",
      'p99 ≤ 100 ms',
      `p99 ${ms(view.p99)}, max ${ms(view.max)}`,
      view.p99 <= 100,
    ),
  ];
}
