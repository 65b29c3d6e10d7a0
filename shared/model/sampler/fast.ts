/** Fast sampler of rollouts: the law of the exact stream, with one draw for each text instead of each token. */
import { MersenneTwister } from '../mersenne.ts';
import type { Engine, Experiment } from '../rollout.ts';
import { fit, writingChance } from '../unigram.ts';
import { AliasTables } from './alias.ts';
import { binomialByDigits } from './digits.ts';

/**
 * Under `replace` and `mix` p takes k + 1 values, and the next count of 1s is drawn from an alias table for each; a
 * rollout that has collapsed under `replace` draws no more. Under `accumulate` p never repeats, and counts are drawn
 * by its binary digits.
 */
export const fast: Engine = (seed, experiment) =>
  experiment.regime.kind === 'accumulate' ? urn(seed, experiment) : chain(seed, experiment);

function chain(seed: number, { start, textLength: k, rounds, regime }: Experiment) {
  const shares = Float64Array.from({ length: k + 1 }, (_, ones) => ones / k);
  // the last table is for p(0), which need not be one of the shares
  const laws = [...shares, start].map((p) => binomialMasses(k, writingChance(regime, p, start)));
  const tables = new AliasTables(laws);
  const generator = new MersenneTwister(seed);
  const isAbsorbing = regime.kind === 'replace';
  return (lines: Float64Array) => {
    for (let from = 0; from < lines.length; from += rounds + 1) {
      let state = k + 1;
      lines[from] = start;
      for (let round = 1; round <= rounds; round++) {
        state = tables.draw(generator, state);
        lines[from + round] = shares[state]!;
        if (isAbsorbing && (state === 0 || state === k)) {
          lines.fill(shares[state]!, from + round + 1, from + rounds + 1);
          break;
        }
      }
    }
  };
}

function urn(seed: number, { start, textLength: k, rounds, regime }: Experiment) {
  const generator = new MersenneTwister(seed);
  return (lines: Float64Array) => {
    for (let from = 0; from < lines.length; from += rounds + 1) {
      let p = start;
      let allOnes = 0;
      lines[from] = p;
      for (let round = 1; round <= rounds; round++) {
        const ones = binomialByDigits(generator, k, p);
        allOnes += ones;
        p = fit(regime, { ones, allOnes, allTokens: round * k }, k, start);
        lines[from + round] = p;
      }
    }
  };
}

/**
 * Probabilities of 0 … k ones among k tokens, by the ratios of neighbours, as in NumPy's inversion.
 *
 * Starting from the rarer token the first is at least 2^-1000 for up to 1,000 tokens, so it never underflows.
 */
function binomialMasses(k: number, q: number): Float64Array {
  if (q > 0.5) return binomialMasses(k, 1 - q).reverse();
  const masses = new Float64Array(k + 1);
  masses[0] = (1 - q) ** k;
  for (let ones = 1; ones <= k; ones++)
    masses[ones] = (masses[ones - 1]! * (k - ones + 1) * q) / (ones * (1 - q));
  return masses;
}
