/** The fast engine: rollouts of the same law as the exact stream's, by a draw for each text in place of each token. */
import { MersenneTwister } from '../mersenne.ts';
import type { Engine, Experiment } from '../rollout.ts';
import { fit, writingChance } from '../unigram.ts';
import { AliasTables } from './alias.ts';
import { binomialByDigits } from './digits.ts';

/**
 * Under `replace` and `mix` a model's p is one of k + 1 shares, and each has its table of how many 1s come next;
 * under `replace` a collapsed rollout draws no more. Under `accumulate` p is never twice the same, and the 1s are
 * drawn by its digits.
 */
export const fast: Engine = (seed, experiment) =>
  experiment.regime.kind === 'accumulate' ? urn(seed, experiment) : chain(seed, experiment);

function chain(seed: number, { start, textLength: k, rounds, regime }: Experiment) {
  const shares = Float64Array.from({ length: k + 1 }, (_, ones) => ones / k);
  // the last table is the first model's, whose p need not be one of the shares
  const laws = [...shares, start].map((p) => binomialMasses(k, writingChance(regime, p, start)));
  const tables = new AliasTables(laws);
  const generator = new MersenneTwister(seed);
  const stays = regime.kind === 'replace';
  return (lines: Float64Array) => {
    for (let from = 0; from < lines.length; from += rounds + 1) {
      let state = k + 1;
      lines[from] = start;
      for (let round = 1; round <= rounds; round++) {
        state = tables.draw(generator, state);
        lines[from + round] = shares[state]!;
        if (stays && (state === 0 || state === k)) {
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
 * P(0 … k ones among k tokens), from 0 on by the ratios of neighbours, as NumPy's inversion has them.
 *
 * From the rarer token's side the first is at least 2^-1000 for up to 1,000 tokens, so that none is lost.
 */
function binomialMasses(k: number, q: number): Float64Array {
  if (q > 0.5) return binomialMasses(k, 1 - q).toReversed();
  const masses = new Float64Array(k + 1);
  masses[0] = (1 - q) ** k;
  for (let ones = 1; ones <= k; ones++)
    masses[ones] = (masses[ones - 1]! * (k - ones + 1) * q) / (ones * (1 - q));
  return masses;
}
