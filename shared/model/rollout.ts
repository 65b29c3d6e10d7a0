/** The essay's experiment, simulated on NumPy's stream: one model after the other, each trained on the text before. */
import { countsFrom } from './random.ts';
import { fit, threshold, writingChance, type Regime } from './unigram.ts';

export interface Experiment {
  /** p(0), the chance of a 1 at the start */
  start: number;
  /** k, tokens in a text */
  textLength: number;
  /** n, how many models are trained after the first */
  rounds: number;
  regime: Regime;
}

/**
 * Rollouts without end, from one seed. Each call fills `lines` with the next ones, p(0) … p(n) each, one after the
 * other: n + 1 numbers a rollout, a whole number of rollouts a call.
 */
export type Engine = (seed: number, experiment: Experiment) => (lines: Float64Array) => void;

/**
 * The exact stream: draw for draw what the essay's loop draws after `np.random.seed(seed)`, one stream for all
 * rollouts.
 *
 * The essay's function returns all but the last number of each: it fits p(n) too, and drops it.
 */
export const exactStream: Engine = (seed, { start, textLength, rounds, regime }) => {
  const countFrom = countsFrom(seed);
  return (lines) => {
    for (let from = 0; from < lines.length; from += rounds + 1) {
      let p = start;
      let allOnes = 0;
      lines[from] = p;
      for (let round = 1; round <= rounds; round++) {
        const ones = countFrom(threshold(writingChance(regime, p, start)), textLength);
        allOnes += ones;
        p = fit(regime, { ones, allOnes, allTokens: round * textLength }, textLength, start);
        lines[from + round] = p;
      }
    }
  };
};

/** The exact stream's first rollouts, a list each. */
export function rollouts(seed: number, count: number, experiment: Experiment): number[][] {
  const size = experiment.rounds + 1;
  const lines = new Float64Array(count * size);
  exactStream(seed, experiment)(lines);
  return Array.from({ length: count }, (_, i) => [...lines.subarray(i * size, (i + 1) * size)]);
}
