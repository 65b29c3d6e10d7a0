/** A run's result as a table that a person can read. */
import type { Result } from './load/run.ts';
import type { Percentiles } from '../statistics.ts';

export function tableOf(result: Result): string {
  const { framesPerTurn: frames, loopDelay, commitsPerSecond, checked } = result;
  const times = ({ p50, p99, max }: Percentiles) =>
    `p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   max ${max.toFixed(1)} ms`;
  const rows: [string, string][] = [
    ['devices', `${result.devices} in ${result.rooms} rooms`],
    [
      'seated',
      `in ${result.seatedIn.toFixed(1)} s, ${result.cpuPerJoin.toFixed(2)} ms of CPU each; ${times(result.joins)}`,
    ],
    ['turns', `${result.turnsPerSecond.toFixed(0)} a second, ${result.late} shown after they were due`],
    ['acknowledgement', times(result.acknowledgement)],
    ['view', times(result.view)],
    [
      'frames a turn',
      `${frames.all.toFixed(2)}: answers ${frames.answers.toFixed(2)}, views ${frames.views.toFixed(2)}, the wall ${frames.events.toFixed(2)}; heartbeat ${frames.pings.toFixed(2)}; ${result.bytesPerTurn.toFixed(0)} bytes`,
    ],
    [
      'server CPU',
      `${result.cpuPerTurn.toFixed(0)} µs a turn, ${(result.cpu * 100).toFixed(0)} % of its core`,
    ],
    [
      'loop delay',
      loopDelay ? `p99 ${loopDelay.p99.toFixed(1)} ms   max ${loopDelay.max.toFixed(1)} ms` : '–',
    ],
    ['commits', commitsPerSecond === null ? '–' : `${commitsPerSecond.toFixed(0)} a second`],
    [
      'memory',
      `${(result.rssPerPhone / 1000).toFixed(1)} kB a device, ${(result.rss / 1e6).toFixed(0)} MB at the end`,
    ],
    ['load', `busy for ${(result.busy * 100).toFixed(0)} % of the time`],
    ['replays', checked === null ? '–' : `${checked} acknowledged turns, all in the replays`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}   ${text}`).join('\n');
}
