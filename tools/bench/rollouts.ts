/**
 * Both engines against NumPy, on one core: the essay's loop and its vectorised form, each in turn, five times.
 *
 * Usage: npm run bench:rollouts. Needs Python with NumPy. Exits with 1 where a number or the law is not right.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { exactStream, type Engine, type Experiment } from '../../shared/model/rollout.ts';
import { fast } from '../../shared/model/sampler/fast.ts';
import { laws } from '../../shared/theory/law.ts';
import { median } from '../statistics.ts';
import { chiSquare } from '../../test/support/chi-square.ts';
import { commandOf } from '../../test/tools/programs.ts';

const experiment: Experiment = { start: 0.5, textLength: 10, rounds: 60, regime: { kind: 'replace' } };
const seed = 42;
/** The essay's loop is slow: so many rollouts of it are enough to tell. */
const essayRollouts = 500;
const exactRollouts = 10_000;
const manyRollouts = 100_000;
const turns = 5;
/** Below this p-value in any round fast's law is taken for wrong: at most one in 10,000 right ones is. */
const leastPValue = 1e-4 / experiment.rounds;

interface NumPy {
  versions: string;
  essay: number;
  lines: number[][];
  vectorised: Record<string, number>;
  compacted: number;
}

const size = experiment.rounds + 1;
const exactLines = new Float64Array(exactRollouts * size);
const manyLines = new Float64Array(manyRollouts * size);

/** Seconds of the processor that an engine takes to fill `lines`, from its set-up on, after a run that does not count. */
function seconds(engine: Engine, lines: Float64Array): number {
  engine(seed, experiment)(lines);
  const before = process.cpuUsage();
  engine(seed, experiment)(lines);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function numpy(): NumPy {
  // the essay's reader has no such variable either
  const { OPENBLAS_CORETYPE: _, ...env } = process.env;
  const folder = import.meta.dirname;
  const args = [join(folder, '../../test/support/oracle'), seed, essayRollouts, manyRollouts].map(String);
  const options = { env, maxBuffer: 2 ** 28 };
  const printed = execFileSync(commandOf('python'), [join(folder, 'rollouts.py'), ...args], options);
  return JSON.parse(printed.toString()) as NumPy;
}

/** Keeps this process, and those that it starts, on one core, where the system can. */
function stayOnOneCore(): boolean {
  const core = String(cpus().length - 1);
  return spawnSync('taskset', ['-apc', core, String(process.pid)]).status === 0;
}

const pinned = stayOnOneCore();
const runs = Array.from({ length: turns }, () => ({
  theirs: numpy(),
  exact: seconds(exactStream, exactLines),
  fast: seconds(fast, manyLines),
}));

const { lines: essayOwn, versions, vectorised } = runs[0]!.theirs;
const equal = essayOwn.every((line, i) => line.every((p, round) => p === exactLines[i * size + round]));
const pOfRound = (round: number) => manyLines.filter((_, i) => i % size === round);
const fits = [...laws(experiment, experiment.rounds)].map((law, i) => chiSquare(pOfRound(i + 1), law));
const pValue = Math.min(...fits.map((fit) => fit.pValue));

const essay = median(runs.map(({ theirs }) => theirs.essay)) / essayRollouts;
const exact = median(runs.map((run) => run.exact)) / exactRollouts;
const quick = median(runs.map((run) => run.fast));
const ways = Object.keys(vectorised).map(
  (way) => [way, median(runs.map(({ theirs }) => theirs.vectorised[way]!))] as const,
);
const [bestWay, best] = ways.toSorted(([, a], [, b]) => a - b)[0]!;
const compacted = median(runs.map(({ theirs }) => theirs.compacted));
const micro = (value: number) => `${(value * 1e6).toFixed(2)} µs`;
const milli = (value: number) => `${(value * 1e3).toFixed(1)} ms`;

console.log(`${versions}; Node ${process.version}; ${cpus()[0]!.model}; ${pinned ? 'one core' : 'not pinned to a core'}
k = 10, 60 rounds, p = ½. Processor time, medians of ${turns} turns: NumPy, ours, NumPy, ours …

exact stream   ${micro(exact)} a rollout
the essay's loop   ${micro(essay)} a rollout
  ${(essay / exact).toFixed(0)} times as fast; its first ${essayRollouts} rollouts are ${equal ? "NumPy's, number by number" : "NOT NumPy's"}

fast   ${milli(quick)} for p of ${manyRollouts} rollouts in every round`);
for (const [way, time] of ways) console.log(`${way}   ${milli(time)}`);
console.log(`  ${(best / quick).toFixed(1)} times as fast as the best of them, ${bestWay}
by hand, with only those drawn that have not collapsed   ${milli(compacted)}
  ${(compacted / quick).toFixed(1)} times as fast
  chi-square against the exact law: smallest p-value of the ${experiment.rounds} rounds ${pValue.toFixed(4)}${pValue < leastPValue ? ', NOT the law' : ''}`);
if (!equal || pValue < leastPValue) process.exitCode = 1;
