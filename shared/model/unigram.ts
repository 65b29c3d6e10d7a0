/** The model: a unigram over the tokens 0 and 1, which writes a text and is fitted on one. */
import type { Uniform } from './random.ts';

/** What a refit is trained on: the last text, every text so far, or a text with some real tokens in it. */
export type Regime = { kind: 'replace' } | { kind: 'accumulate' } | { kind: 'mix'; fresh: number };

/**
 * The chance of a 1 that a model writes with: its own p, with real data mixed in under `mix`.
 *
 * @param p the model's fitted share of 1s
 * @param start p(0), the share of 1s in real data
 */
export function writingChance(regime: Regime, p: number, start: number): number {
  return regime.kind === 'mix' ? (1 - regime.fresh) * p + regime.fresh * start : p;
}

/**
 * From which uniform number on a token is a 1: the first entry of NumPy's normalised cumulative
 * probabilities, in doubles and in its order of operations.
 */
export function threshold(p: number): number {
  return (1 - p) / (1 - p + p);
}

/** Writes k tokens as `numpy.random.choice([0, 1], size=k, p=[1 - p, p])` draws them. */
export function generate(uniform: Uniform, p: number, k: number): string {
  const cut = threshold(p);
  let text = '';
  for (let i = 0; i < k; i++) text += uniform() >= cut ? '1' : '0';
  return text;
}

/** How many 1s a text holds. */
export function countOnes(text: string): number {
  let ones = 0;
  for (let i = 0; i < text.length; i++) if (text[i] === '1') ones++;
  return ones;
}

/** What has been written so far in one rollout, counted: all a refit needs to know. */
export interface Written {
  /** 1s in the last text */
  ones: number;
  /** 1s in all texts, the last among them */
  allOnes: number;
  /** tokens in all texts */
  allTokens: number;
}

/**
 * Fits the next model: the share of 1s in its training data.
 *
 * Under `accumulate` the data are k real tokens at `start` and every text so far: the Pólya urn,
 * p = (p(0)·k + C) / (k + T).
 *
 * @param k tokens in the last text and, under `accumulate`, in the real data
 */
export function fit(regime: Regime, written: Written, k: number, start: number): number {
  return regime.kind === 'accumulate'
    ? (start * k + written.allOnes) / (k + written.allTokens)
    : written.ones / k;
}
