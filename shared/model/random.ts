/** NumPy's legacy random numbers (MT19937), so that every draw of ours can be repeated in Python. */
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

/** Counts, of the next so many numbers of a stream, those that are at least `cut`. */
export type CountFrom = (cut: number, numbers: number) => number;

/** The stream of `uniforms(seed)` where only counts are asked for, and a call a number would cost too much. */
export function countsFrom(seed: number): CountFrom {
  const twister = new MersenneTwister(seed);
  return (cut, numbers) => {
    let count = 0;
    for (let i = 0; i < numbers; i++) if (uniform(twister) >= cut) count++;
    return count;
  };
}

/** Two outputs make one double of 53 bits: genrand_res53 of the same authors. */
function uniform(twister: MersenneTwister): number {
  const high = twister.next() >>> 5;
  const low = twister.next() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}
