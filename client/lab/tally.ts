/** Counts of rollouts by round and bin of p, of a size that does not grow with their number. */
import type { Experiment } from '../../shared/model/rollout.ts';
import { binOf } from '../game/histogram.ts';

/** The most bins that a figure can resolve. */
const mostBins = 100;

export interface Tally {
  /** the bins of each round are 0 … last, as `binOf` has them */
  last: number;
  rollouts: number;
  /** counts by round and bin: of round t from t·(last + 1) on */
  counts: Float64Array;
  /** the sum of p(n) over all rollouts */
  sumOfP: number;
  /** sums of p(t)·(1 − p(t)) by round */
  varieties: Float64Array;
}

export function emptyTally({ textLength, rounds, regime }: Experiment): Tally {
  // each share of 1s has a bin of its own where they are few
  const last = regime.kind !== 'accumulate' && textLength <= mostBins ? textLength : mostBins;
  const counts = new Float64Array((rounds + 1) * (last + 1));
  return { last, rollouts: 0, counts, sumOfP: 0, varieties: new Float64Array(rounds + 1) };
}

/** Counts whole rollouts of n + 1 numbers each into the tally. */
export function count(tally: Tally, lines: Float64Array, rounds: number): void {
  const { last, counts, varieties } = tally;
  for (let from = 0; from < lines.length; from += rounds + 1) {
    for (let round = 0; round <= rounds; round++) {
      const p = lines[from + round]!;
      const bin = round * (last + 1) + binOf(p, last);
      counts[bin] = counts[bin]! + 1;
      varieties[round] = varieties[round]! + p * (1 - p);
    }
    tally.sumOfP += lines[from + rounds]!;
  }
  tally.rollouts += lines.length / (rounds + 1);
}

export function countsAt({ last, counts }: Tally, round: number): Float64Array {
  return counts.subarray(round * (last + 1), (round + 1) * (last + 1));
}

export function lastCounts(tally: Tally): Float64Array {
  return countsAt(tally, tally.counts.length / (tally.last + 1) - 1);
}

/** The share at 0 or 1 by round, 0 … n. */
export function shareAtEnd({ last, counts, rollouts }: Tally): number[] {
  const rounds = counts.length / (last + 1);
  return Array.from({ length: rounds }, (_, round) => {
    // p(0) is at neither end, though with one token in a text it has no other bin
    if (round === 0) return 0;
    const zero = round * (last + 1);
    return (counts[zero]! + counts[zero + last]!) / rollouts;
  });
}

/** The mean of p(t)·(1 − p(t)) by round, over its value at the start. */
export function diversities({ varieties, rollouts }: Tally, start: number): number[] {
  return Array.from(varieties, (sum) => sum / rollouts / (start * (1 - start)));
}
