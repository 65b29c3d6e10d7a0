/** Runs test of a typed text against chance (Wald & Wolfowitz 1940): people who make up coin tosses switch too often. */
import { countOnes } from '../../shared/model/unigram.ts';

/** A text is told from chance where chance, with as many 1s, is so far off on that side in at most one of so many. */
export const oneIn = 40;

export interface RunsTest {
  /** how often a token differs from the one before it */
  changes: number;
  /** how often chance does that, with as many 0s and 1s in any order: 2·n0·n1/n */
  expected: number;
  /** whether that is too often or too seldom for chance, at a level of 2/`oneIn` for both together */
  verdict: 'often' | 'seldom' | null;
}

/** The exact test, given how many 0s and 1s there are; for texts of up to 1,000 tokens, by which 1e308 is not reached. */
export function runsTest(text: string): RunsTest {
  const ones = countOnes(text);
  const zeros = text.length - ones;
  let changes = 0;
  for (let i = 1; i < text.length; i++) if (text[i] !== text[i - 1]) changes++;
  const expected = text.length === 0 ? 0 : (2 * ones * zeros) / text.length;
  let [all, asMany, asFew] = [0, 0, 0];
  for (let other = 0; other < text.length; other++) {
    const orders = ordersWith(other, zeros, ones);
    all += orders;
    if (other >= changes) asMany += orders;
    if (other <= changes) asFew += orders;
  }
  if (all === 0) return { changes, expected, verdict: null };
  const verdict = oneIn * asMany <= all ? 'often' : oneIn * asFew <= all ? 'seldom' : null;
  return { changes, expected, verdict };
}

/** In how many orders so many 0s and 1s change sides so often: their runs alternate, and cut each token's row apart. */
function ordersWith(changes: number, zeros: number, ones: number): number {
  const [fewer, more] = [(changes + 1) >> 1, (changes + 2) >> 1];
  const cuts = (tokens: number, runs: number) => choose(tokens - 1, runs - 1);
  return cuts(zeros, fewer) * cuts(ones, more) + cuts(zeros, more) * cuts(ones, fewer);
}

/** The binomial coefficient in doubles. */
function choose(n: number, m: number): number {
  if (m < 0 || m > n) return 0;
  let ways = 1;
  for (let i = 1; i <= Math.min(m, n - m); i++) ways *= (n - i + 1) / i;
  return ways;
}
