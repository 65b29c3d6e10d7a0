/** Simulated rollouts on NumPy's stream: chains of models, each fitted on the text of the one before. */
import { countsOf } from './random.ts';
import { fit, threshold, writingChance, type Regime } from './unigram.ts';

export interface Experiment {
  /** p(0), the chance of a 1 at the start */
  start: number;
  /** k, tokens in a text */
  textLength: number;
  /** n, the number of models fitted after the first */
  rounds: number;
  regime: Regime;
}

/**
 * An endless stream of rollouts from one seed, an integer in [0, 2^32). Each call fills `lines` with the next rollouts,
 * p(0) … p(n) each; its length is a multiple of n + 1.
 */
export type Engine = (seed: number, experiment: Experiment) => (lines: Float64Array) => void;

/**
 * The exact stream: the same draws as the essay's loop after `np.random.seed(seed)`, one stream for all rollouts.
 *
 * The essay's function also fits p(n), but does not return it.
 */
export const exactStream: Engine = (seed, { start, textLength, rounds, regime }) => {
  const countAtLeast = countsOf(seed);
  return (lines) => {
    for (let from = 0; from < lines.length; from += rounds + 1) {
      let p = start;
      let allOnes = 0;
      lines[from] = p;
      for (let round = 1; round <= rounds; round++) {
        const ones = countAtLeast(threshold(writingChance(regime, p, start)), textLength);
        allOnes += ones;
        p = fit(regime, { ones, allOnes, allTokens: round * textLength }, textLength, start);
        lines[from + round] = p;
      }
    }
  };
};

/** The first rollouts of the exact stream: `count` arrays of p(0) … p(n). */
export function rollouts(seed: number, count: number, experiment: Experiment): number[][] {
  const size = experiment.rounds + 1;
  const lines = new Float64Array(count * size);
  exactStream(seed, experiment)(lines);
  return Array.from({ length: count }, (_, i) => [...lines.subarray(i * size, (i + 1) * size)]);
}
