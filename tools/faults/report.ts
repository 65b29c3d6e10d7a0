/** Parts of `npm run faults`. */
import type { Row } from '../print-results.ts';
import { median, percentiles } from '../statistics.ts';
import { watchBanner } from '../../test/e2e/banner.ts';
import { leapInStep, startWithWrongDate } from './clock.ts';
import { failCommit, type Failing } from './commit-errors.ts';
import { crash, type CrashPlan } from '../../test/faults/crashes.ts';
import { eraseSessions } from './erasure.ts';
import { reconnect } from '../../test/faults/half-open.ts';
import { playPlain } from './plain.ts';
import { faults } from '../../test/support/network/proxy.ts';
import { stopReading } from './slow-readers.ts';
import { traceTurns } from '../../test/faults/syscalls.ts';
import { playOnWifi } from '../../test/faults/wifi.ts';

const crashes = (seed: number) => end(seed, 'SIGKILL', 100, 3_000);
const restarts = (seed: number) => end(seed, 'SIGTERM', 10, 2_000);

/** @param limit milliseconds in which every device has to be back */
async function end(seed: number, signal: CrashPlan['signal'], kills: number, limit: number): Promise<Row[]> {
  const figures = await crash({ seed, kills, signal, classes: 5, devices: 40 });
  const { acknowledged, back, lost, doubled, gaps, misled, corrupt } = figures;
  const slowest = Math.max(...back);
  const what = `${signal} ${kills} times, 200 devices`;
  return [
    {
      what: `${what}: acknowledged turns lost, doubled; devices misled; files corrupt`,
      figure: `${lost.length}, ${doubled.length}; ${misled.length}; ${corrupt.length} (of ${acknowledged} turns)`,
      isKept: [lost, doubled, gaps, misled, corrupt].every(({ length }) => length === 0),
    },
    {
      what: `${what}: the last device is back within ${limit / 1000} s of the listening socket`,
      figure: `${seconds(slowest)} at worst, ${seconds(median(back))} in the median`,
      isKept: slowest < limit,
    },
  ];
}

async function order(): Promise<Row[]> {
  const { acknowledgements, early, syncs } = await traceTurns(30, 1_000);
  return [
    {
      what: 'a turn is synced to disk before its acknowledgement leaves (strace)',
      figure: `${early} of ${acknowledgements} early, ${syncs} syncs`,
      isKept: early === 0 && acknowledgements >= 1_000,
    },
  ];
}

async function disk(): Promise<Row[]> {
  return [await failing('sync', 'EIO at a sync'), await failing('write', 'ENOSPC at a write')];
}

async function failing(call: Failing, what: string): Promise<Row> {
  const figures = await failCommit(call, 40);
  const { exitCode, exitedAfter, saidWhy } = figures;
  const wrong = [figures.lost, figures.doubled, figures.misled, figures.corrupt];
  return {
    what: `${what}: no acknowledgement, a sentence and exit code 1 within 1 s, and the class plays on after it`,
    figure: `code ${exitCode} after ${seconds(exitedAfter)}, ${wrong.flat().length} turns or devices wrong`,
    isKept: exitCode === 1 && saidWhy && exitedAfter < 1_000 && wrong.flat().length === 0,
  };
}

/** A gigabyte in eight sessions, and a reader that holds the log for the first 20 s. */
async function erasure(): Promise<Row[]> {
  const { before, during, deletedAfter, erasedAfter, traces, isKept, deleted } = await eraseSessions(1_000);
  const [quiet, busy] = [percentiles(before), percentiles(during)];
  return [
    {
      what: 'eight sessions of 1 GB are deleted: no byte of them is left, and the others are whole',
      figure: `${traces} of ${deleted} left; deleted after ${seconds(deletedAfter)}, erased after ${seconds(erasedAfter)}`,
      isKept: traces === 0 && isKept,
    },
    {
      what: 'while they are erased, appends wait at most 50 ms longer (p99)',
      figure: `p50 ${seconds(quiet.p50)}, p99 ${seconds(quiet.p99)}, max ${seconds(quiet.max)} before; p50 ${seconds(busy.p50)}, p99 ${seconds(busy.p99)}, max ${seconds(busy.max)} of ${during.length} during`,
      isKept: busy.p99 < quiet.p99 + 50,
    },
  ];
}

async function clock(): Promise<Row[]> {
  const turns = await leapInStep(12);
  const sessions = await startWithWrongDate(3);
  return [
    {
      what: 'the clock leaps by an hour in an open step: nobody’s turn is played for them',
      figure: `${turns.byServer} of ${turns.of} turns played by the server`,
      isKept: turns.byServer === 0 && turns.of === 12,
    },
    {
      what: 'a server that is started with a date five years ahead deletes nothing',
      figure: `${sessions.kept} of ${sessions.of} sessions are there`,
      isKept: sessions.kept === sessions.of,
    },
  ];
}

const polling = (webSocket: 'carried' | 'refused') => (webSocket === 'refused' ? ', polling only' : '');

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

async function slow(): Promise<Row[]> {
  const stuck = 5;
  const { cut, before, during } = await stopReading(30, stuck);
  return [
    {
      what: 'devices that stop reading are cut at 256 kB, and their peers are answered as before',
      figure: `${cut} of ${stuck} cut; answers p50 ${seconds(before.p50)}, p99 ${seconds(before.p99)} before, p50 ${seconds(during.p50)}, p99 ${seconds(during.p99)} during`,
      isKept: cut === stuck && during.p50 < 1.25 * before.p50 + 5 && during.p99 < 1.5 * before.p99 + 50,
    },
  ];
}

async function halfOpen(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const webSocket of ['carried', 'refused'] as const) {
    const { played, offline } = await reconnect(30, webSocket);
    const slowest = Math.max(...played);
    rows.push({
      what: `a device back beside its half-open connection has played within 2 s${polling(webSocket)}`,
      figure: `${seconds(slowest)} at worst, ${seconds(median(played))} in the median; counted as gone: ${offline}`,
      isKept: slowest < 2_000 && offline === 0,
    });
  }
  return rows;
}

async function browser(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const webSocket of ['carried', 'refused'] as const)
    for (const { fault, toldAfter, backAfter } of await watchBanner(faults, { webSocket }))
      rows.push({
        what: `Chromium, ${fault}${polling(webSocket)}: the student is told within 2 s, and the page comes back untouched`,
        figure: `told after ${seconds(toldAfter)}, back ${seconds(backAfter)} after the network`,
        isKept: toldAfter < 2_000,
      });
  return rows;
}

/** Two minutes of it, beside plain Socket.IO under the same devices' lives. */
async function wifi(seed: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const webSocket of ['carried', 'refused'] as const) {
    const plan = { seed, classes: 10, devices: 30, seconds: 120, turnSeconds: 20, webSockets: [webSocket] };
    const { cuts, acknowledged, lost, doubled, misled, catchUps } = await playOnWifi(plan);
    const { p99 } = percentiles(catchUps);
    const what = `Wi-Fi${polling(webSocket)}`;
    rows.push(
      {
        what: `${what}: 300 devices, each cut about every 15 s for 2 s: all turns and views are consistent`,
        figure: `${cuts} cuts; ${lost.length} lost, ${doubled.length} doubled of ${acknowledged} turns; ${misled.length} of 300 views wrong`,
        isKept: lost.length + doubled.length + misled.length === 0,
      },
      {
        what: `${what}: a device has caught up within 1 s after its socket opens (p99)`,
        figure: `${seconds(p99)} of ${catchUps.length}`,
        isKept: p99 < 1_000,
      },
    );
    const plain = await playPlain(plan);
    rows.push({
      what: `${what}: beside it, plain Socket.IO with retries and Connection State Recovery`,
      figure: `${plain.cuts} cuts; ${plain.lost} lost, ${plain.doubled} doubled of ${plain.sent} turns; ${plain.misled} of ${plain.devices} views wrong`,
      isKept: null,
    });
  }
  return rows;
}

/** Each part by its name on the command line. */
export const parts: Record<string, (seed: number) => Promise<Row[]>> = {
  ...{ crashes, restarts, order, disk, erasure, clock },
  ...{ slow, 'half-open': halfOpen, browser, wifi },
};
