/** Unigram model over the tokens 0 and 1: sampling a text, and fitting on one. */
import type { Uniform } from './random.ts';

/** Training data of a refit: the last text, all texts so far, or a text with a share `fresh` of real tokens. */
export type Regime = { kind: 'replace' } | { kind: 'accumulate' } | { kind: 'mix'; fresh: number };

/**
 * The probability with which a model writes a 1: its own p, with real data mixed in under `mix`.
 *
 * @param p the model's fitted share of 1s
 * @param start p(0), the share of 1s in real data
 */
export function writingChance(regime: Regime, p: number, start: number): number {
  return regime.kind === 'mix' ? (1 - regime.fresh) * p + regime.fresh * start : p;
}

/**
 * The least uniform number that gives a 1: the first entry of NumPy's normalised cumulative probabilities, in doubles
 * and in NumPy's order of operations (`RandomState.choice`).
 */
export function threshold(p: number): number {
  return (1 - p) / (1 - p + p);
}

/**
 * A text of k tokens, '0' or '1', as `numpy.random.choice([0, 1], size=k, p=[1 - p, p])` draws them. It is made at once: of
 * a string that grows V8 keeps every step, 32 kB for a thousand tokens.
 */
export function generate(uniform: Uniform, p: number, k: number): string {
  const cut = threshold(p);
  const codes = new Uint8Array(k);
  for (let i = 0; i < k; i++) codes[i] = uniform() >= cut ? 49 : 48;
  return String.fromCharCode(...codes);
}

export function countOnes(text: string): number {
  let ones = 0;
  for (let i = 0; i < text.length; i++) if (text[i] === '1') ones++;
  return ones;
}

/** Token counts of one rollout, all that a refit needs. */
export interface Written {
  /** 1s in the last text */
  ones: number;
  /** 1s in all texts, including the last */
  allOnes: number;
  /** tokens in all texts */
  allTokens: number;
}

/**
 * Fits the next model by maximum likelihood: the share of 1s in its training data.
 *
 * Under `accumulate` the data are k real tokens at `start` and all texts so far, C ones among T tokens:
 * p = (p(0)·k + C) / (k + T), Pólya's urn (Eggenberger & Pólya 1923).
 *
 * @param k tokens in the last text and, under `accumulate`, in the real data
 * @returns p, 0 to 1
 */
export function fit(regime: Regime, written: Written, k: number, start: number): number {
  return regime.kind === 'accumulate'
    ? (start * k + written.allOnes) / (k + written.allTokens)
    : written.ones / k;
}
