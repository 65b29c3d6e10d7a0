/** NumPy's legacy random numbers (MT19937), so that every draw of ours can be repeated in Python. */
import { mersenne } from 'pure-rand/generator/mersenne';

/** Gives the next number of a stream, in [0, 1). */
export type Uniform = () => number;

/**
 * The stream that `numpy.random.RandomState(seed).random_sample()` gives, bit for bit.
 *
 * MT19937 seeded by init_genrand (Matsumoto & Nishimura 1998); two outputs make one double of 53 bits,
 * genrand_res53 of the same authors.
 *
 * @param seed an integer in [0, 2^32)
 */
export function uniforms(seed: number): Uniform {
  const twister = mersenne(seed);
  return () => {
    const high = twister.next() >>> 5;
    const low = twister.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}
