/** The essay's experiment, simulated: one model after the other, each trained on what the one before wrote. */
import { uniforms, type Uniform } from './random.ts';
import { countOnes, fit, generate, writingChance, type Regime } from './unigram.ts';

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
 * One rollout: p(0) … p(n), n + 1 numbers.
 *
 * The essay's function returns all but the last of them: it fits p(n) too, and drops it.
 */
function rollout(uniform: Uniform, { start, textLength, rounds, regime }: Experiment): number[] {
  const line = [start];
  let p = start;
  let allOnes = 0;
  for (let round = 0; round < rounds; round++) {
    const ones = countOnes(generate(uniform, writingChance(regime, p, start), textLength));
    allOnes += ones;
    p = fit(regime, { ones, allOnes, allTokens: (round + 1) * textLength }, textLength, start);
    line.push(p);
  }
  return line;
}

/** Many rollouts from one stream, one after the other, as the essay's loop draws them after `np.random.seed(seed)`. */
export function rollouts(seed: number, count: number, experiment: Experiment): number[][] {
  const uniform = uniforms(seed);
  return Array.from({ length: count }, () => rollout(uniform, experiment));
}
