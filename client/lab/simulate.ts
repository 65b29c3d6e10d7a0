/** The worker's side of a simulation: rollouts in batches, with progress after each; a newer job replaces an older one. */
import { exactStream, type Engine, type Experiment } from '../../shared/model/rollout.ts';
import { fast } from '../../shared/model/sampler/fast.ts';
import { count, emptyTally, type Tally } from './tally.ts';

const engines = { exact: exactStream, fast } satisfies Record<string, Engine>;
export type EngineName = keyof typeof engines;

export interface Job {
  /** repeated in every progress of this job */
  id: number;
  seed: number;
  experiment: Experiment;
  rollouts: number;
  engine: EngineName;
}

export type Order = { type: 'run'; job: Job } | { type: 'stop' };

/** Message from the worker: the results so far. */
export interface Progress {
  id: number;
  tally: Tally;
  /** the first rollouts, n + 1 numbers each, as many as there are up to `sampleSize` */
  sample: Float64Array;
  /** nothing more comes: all is done, or it was stopped */
  isOver: boolean;
}

/** As many as in the essay's figure. */
export const sampleSize = 100;

/** The most that a piece may hold, so that it takes some 100 ms on a slow device: numbers, and tokens drawn one by one. */
const mostNumbers = 300_000;
const mostTokens = 3_000_000;

/** The worker's global scope. */
export interface Port {
  postMessage: (progress: Progress) => void;
  addEventListener: (type: 'message', listener: (event: MessageEvent<Order>) => void) => void;
}

/**
 * Runs the jobs that arrive at a port.
 *
 * @param pause lets messages that have arrived meanwhile be handled
 */
export function serve(port: Port, pause: () => Promise<void>): void {
  let current: { job: Job; isStopped: boolean } | null = null;
  port.addEventListener('message', ({ data: order }) => {
    if (order.type === 'stop') {
      if (current) current.isStopped = true;
      return;
    }
    const run = { job: order.job, isStopped: false };
    current = run;
    void (async () => {
      for (const progress of work(run.job)) {
        const isOver = progress.isOver || run.isStopped;
        port.postMessage({ ...progress, isOver });
        if (isOver) return;
        await pause();
        if (current !== run) return;
      }
    })();
  });
}

/** A job's pieces one by one. */
function* work({ id, seed, experiment, rollouts, engine }: Job): Generator<Progress> {
  const { rounds } = experiment;
  const fill = engines[engine](seed, experiment);
  const size = rounds + 1;
  const lines = new Float64Array(Math.min(pieceOf(experiment, engine), rollouts) * size);
  const tally = emptyTally(experiment);
  const sample = new Float64Array(Math.min(sampleSize, rollouts) * size);
  while (tally.rollouts < rollouts) {
    const piece = lines.subarray(0, (rollouts - tally.rollouts) * size);
    fill(piece);
    const sampled = tally.rollouts * size;
    if (sampled < sample.length) sample.set(piece.subarray(0, sample.length - sampled), sampled);
    count(tally, piece, rounds);
    yield {
      id,
      tally,
      sample: sample.subarray(0, tally.rollouts * size),
      isOver: tally.rollouts === rollouts,
    };
  }
}

/** How many rollouts are done between two pauses. */
function pieceOf({ rounds, textLength }: Experiment, engine: EngineName): number {
  const byNumbers = mostNumbers / (rounds + 1);
  const byTokens = engine === 'exact' ? mostTokens / (rounds * textLength) : Infinity;
  return Math.max(1, Math.floor(Math.min(byNumbers, byTokens)));
}
