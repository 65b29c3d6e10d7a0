/** Table of one load run. */
import type { Result } from './load/run.ts';
import type { Percentiles } from '../statistics.ts';

export function tableOf(result: Result): string {
  const { framesPerTurn, loopDelay, commitsPerSecond, checked } = result;
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  const times = ({ p50, p99, max }: Percentiles) => `p50 ${ms(p50)}   p99 ${ms(p99)}   max ${ms(max)}`;
  const frames = Object.entries(framesPerTurn).map(([kind, count]) => `${kind} ${count.toFixed(2)}`);
  const rows: Record<string, string> = {
    devices: `${result.devices} in ${result.rooms} rooms`,
    seated: `in ${result.seatedIn.toFixed(1)} s, ${result.cpuPerJoin.toFixed(2)} ms of CPU each`,
    joins: times(result.joins),
    turns: `${result.turnsPerSecond.toFixed(0)} a second, ${result.late} shown after they were due`,
    acknowledgement: times(result.acknowledgement),
    view: times(result.view),
    'frames a turn': `${frames.join(', ')}; ${result.bytesPerTurn.toFixed(0)} bytes`,
    'server CPU': `${result.cpuPerTurn.toFixed(0)} µs a turn, ${(result.cpu * 100).toFixed(0)} % of its core`,
    'loop delay': loopDelay ? `p99 ${ms(loopDelay.p99)}   max ${ms(loopDelay.max)}` : '–',
    commits: commitsPerSecond === null ? '–' : `${commitsPerSecond.toFixed(0)} a second`,
    memory: `${(result.rssPerPhone / 1000).toFixed(1)} kB a device, ${(result.rss / 1e6).toFixed(0)} MB at the end`,
    load: `busy for ${(result.busy * 100).toFixed(0)} % of the time`,
    replays: checked === null ? '–' : `${checked} acknowledged turns, all in the replays`,
  };
  const width = Math.max(...Object.keys(rows).map(({ length }) => length));
  const lines = Object.entries(rows).map(([name, text]) => `${name.padEnd(width)}   ${text}`);
  return lines.join('\n');
}
