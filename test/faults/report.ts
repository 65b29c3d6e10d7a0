/** The promises that `npm run faults` puts to the proof, at their full size, and what each came to. */
import { failCommit, type Failing } from './commit-errors.ts';
import { crash, type CrashFigures } from './crashes.ts';
import { traceTurns } from './syscalls.ts';

export interface Row {
  what: string;
  figure: string;
  /** whether the promise was kept; null for what is measured beside it */
  isKept: boolean | null;
}

/** Each part by its name on the command line. */
export const parts: Record<string, (seed: number) => Promise<Row[]>> = { crashes, restarts, order, disk };

async function crashes(seed: number): Promise<Row[]> {
  const figures = await crash({ seed, kills: 100, signal: 'SIGKILL', classes: 5, phones: 40 });
  return ended('SIGKILL 100 times, 200 phones', figures, 3_000);
}

async function restarts(seed: number): Promise<Row[]> {
  const figures = await crash({ seed, kills: 10, signal: 'SIGTERM', classes: 5, phones: 40 });
  return ended('SIGTERM 10 times, 200 phones', figures, 2_000);
}

/** @param limit milliseconds in which every phone has to be back */
function ended(what: string, { acknowledged, back, ...wrong }: CrashFigures, limit: number): Row[] {
  const slowest = Math.max(...back);
  const { lost, doubled, misled, corrupt } = wrong;
  return [
    {
      what: `${what}: acknowledged turns lost, doubled; phones misled; files corrupt`,
      figure: `${lost.length}, ${doubled.length}; ${misled.length}; ${corrupt.length} (of ${acknowledged} turns)`,
      isKept: [lost, doubled, misled, corrupt].every(({ length }) => length === 0),
    },
    {
      what: `${what}: the last phone is back within ${limit / 1000} s of the listening socket`,
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
    figure: `code ${exitCode} after ${seconds(exitedAfter)}, ${wrong.flat().length} turns or phones wrong`,
    isKept: exitCode === 1 && saidWhy && exitedAfter < 1_000 && wrong.flat().length === 0,
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The smallest number that so large a share of them is not above. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
