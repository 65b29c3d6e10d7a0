/** Binomial numbers by the binary digits of q: no table, no logarithm, no rounding. */
import type { MersenneTwister } from '../mersenne.ts';

/** Digits of q, and tokens, that a word of random bits is compared with at once. */
const wordBits = 32;

/**
 * How many of k tokens are 1s, each with probability q: exactly Binomial(k, q) for the double q, 0 to 1.
 *
 * A token is a 1 when a uniform number is below q, and which of two numbers is the lower their first binary digits
 * that differ tell (Knuth & Yao 1976). 32 tokens are tossed digit by digit at once, a word of bits a digit, until
 * none of them agrees with q any more: after log2(32) + 1⅓ words or so.
 */
export function binomialByDigits(generator: MersenneTwister, k: number, q: number): number {
  if (q >= 1) return k;
  let ones = 0;
  for (let left = k; left > 0; left -= wordBits)
    ones += onesIn(below(generator, Math.min(left, wordBits), q));
  return ones;
}

/** A bit for each of so many tokens, 32 at most: whether it is below q. */
function below(generator: MersenneTwister, tokens: number, q: number): number {
  let ones = 0;
  let agree = -1 >>> (wordBits - tokens);
  for (let rest = q; agree !== 0;) {
    const scaled = rest * 2 ** wordBits;
    rest = scaled - Math.floor(scaled);
    let digits = Math.floor(scaled) | 0;
    for (let i = 0; i < wordBits && agree !== 0; i++) {
      const digit = digits >> 31;
      const word = generator.next();
      ones |= agree & digit & ~word;
      agree &= ~(word ^ digit);
      digits <<= 1;
    }
  }
  return ones;
}

/** The 1s of a word, summed in pairs, fours and bytes (Warren, Hacker's Delight, 5-1). */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
