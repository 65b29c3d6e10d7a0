/** NumPy's legacy random numbers (MT19937), so that every draw can be repeated in Python. */
import { MersenneTwister } from './mersenne.ts';

/** Gives the next number of a stream, in [0, 1). */
export type Uniform = () => number;

/**
 * The stream that `numpy.random.RandomState(seed).random_sample()` gives, bit for bit.
 *
 * @param seed an integer in [0, 2^32)
 */
export function uniforms(seed: number): Uniform {
  const twister = new MersenneTwister(seed);
  return () => uniform(twister);
}

/** Draws the next `numbers` numbers of a stream. @returns how many are at least `threshold` */
export type CountAtLeast = (threshold: number, numbers: number) => number;

/**
 * Counts over the stream of `uniforms(seed)`, without a call for each number.
 *
 * @param seed an integer in [0, 2^32)
 */
export function countsOf(seed: number): CountAtLeast {
  const twister = new MersenneTwister(seed);
  return (threshold, numbers) => {
    let count = 0;
    for (let i = 0; i < numbers; i++) if (uniform(twister) >= threshold) count++;
    return count;
  };
}

/** A double of 53 bits from two outputs: genrand_res53 (Matsumoto & Nishimura 2002). */
function uniform(twister: MersenneTwister): number {
  const high = twister.next() >>> 5;
  const low = twister.next() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}
