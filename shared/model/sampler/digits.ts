/** Binomial sampler by the binary digits of q: without tables, logarithms or rounding. */
import type { MersenneTwister } from '../mersenne.ts';

/** Bits of a random word: digits of q, or tokens, that are processed at once. */
const wordBits = 32;

/**
 * Draws from Binomial(k, q), exactly for the double q, 0 to 1.
 *
 * A token is a 1 if a uniform number is below q, which the first binary digit in which they differ decides (Knuth &
 * Yao 1976). Draws the digits of 32 tokens at once, one random word for each digit, until all tokens are decided:
 * after about log2(32) + 1⅓ words.
 */
export function binomialByDigits(generator: MersenneTwister, k: number, q: number): number {
  if (q >= 1) return k;
  let ones = 0;
  for (let left = k; left > 0; left -= wordBits)
    ones += onesIn(below(generator, Math.min(left, wordBits), q));
  return ones;
}

/** @param tokens at most 32 @returns a bit for each token: whether its uniform number is below q */
function below(generator: MersenneTwister, tokens: number, q: number): number {
  let ones = 0;
  let undecided = -1 >>> (wordBits - tokens);
  for (let rest = q; undecided !== 0;) {
    const scaled = rest * 2 ** wordBits;
    rest = scaled - Math.floor(scaled);
    let digits = Math.floor(scaled) | 0;
    for (let i = 0; i < wordBits && undecided !== 0; i++) {
      const digit = digits >> 31;
      const word = generator.next();
      ones |= undecided & digit & ~word;
      undecided &= ~(word ^ digit);
      digits <<= 1;
    }
  }
  return ones;
}

/** Population count of a word, in pairs, fours and bytes (Warren, Hacker's Delight, 5-1). */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
