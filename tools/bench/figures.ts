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
    {
      what: 'frames a turn, `everyone` of 30, the wall included',
      wanted: '≤ 2.5',
      measured: frames.toFixed(2),
      met: frames <= 2.5,
    },
    {
      what: 'server CPU for a durable turn, over bare WebSockets with the same frames',
      wanted: '≤ 2 ×',
      measured: `${(game / bare).toFixed(2)} × (${game.toFixed(0)} and ${bare.toFixed(0)} µs)`,
      met: game <= 2 * bare,
    },
    {
      what: 'the same, over the naive fan-out',
      wanted: '≤ 1/5',
      measured: `1/${(fanOut / game).toFixed(1)} (of ${fanOut.toFixed(0)} µs)`,
      met: game * 5 <= fanOut,
    },
  ];
}

/** @param result null where no run counted: turns came after their step had ended */
export function ofSchool(result: Result | null): Figure[] {
  const school = {
    what: '15,000 phones in 500 rooms of 30, a turn every 4 s each',
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
    {
      what: 'memory for a connected phone',
      wanted: '≤ 40 kB',
      measured: `${(rssPerPhone / 1000).toFixed(1)} kB`,
      met: rssPerPhone <= 40_000,
    },
  ];
}

export function ofThousand({
  acknowledgement: { p50, p99 },
  turnsPerSecond,
  seatedIn,
  cpuPerJoin,
}: Result): Figure[] {
  return [
    {
      what: '1,000 phones joining at once: seated, with a view',
      wanted: '≤ 2 s, ≤ 1.2 ms of CPU each',
      measured: `${seatedIn.toFixed(2)} s, ${cpuPerJoin.toFixed(2)} ms`,
      met: seatedIn <= 2 && cpuPerJoin <= 1.2,
    },
    {
      what: '1,000 players in 34 rooms, 200 turns a second',
      wanted: 'acknowledged p50 ≤ 3 ms, p99 ≤ 15 ms',
      measured: `${turnsPerSecond.toFixed(0)} turns a second, p50 ${ms(p50)}, p99 ${ms(p99)}`,
      met: p50 <= 3 && p99 <= 15,
    },
  ];
}

export function ofSlowDisk({ acknowledgement, commitsPerSecond }: Result): Figure[] {
  return [
    {
      what: 'the same with fsync slowed to 10 ms',
      wanted: 'acknowledged p99 ≤ 40 ms',
      measured: `p99 ${ms(acknowledgement.p99)}, ${(commitsPerSecond ?? NaN).toFixed(0)} commits a second`,
      met: acknowledgement.p99 <= 40,
    },
  ];
}

export function ofLargeRoom({ view }: Result): Figure[] {
  return [
    {
      what: "one room of 200 phones: from a step's opening to all its views",
      wanted: 'p99 ≤ 100 ms',
      measured: `p99 ${ms(view.p99)}, max ${ms(view.max)}`,
      met: view.p99 <= 100,
    },
  ];
}
