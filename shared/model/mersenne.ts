/** Mersenne Twister (MT19937) for many seeds of which each gives few numbers. */

const size = 624;
const distance = 397;
/** template of a state: copying it avoids growing an array */
const blank = Array.from({ length: size }, () => 0);

/**
 * MT19937, seeded by init_genrand (Matsumoto & Nishimura 1998, ACM TOMACS 8(1)).
 *
 * Twists each word of the state when it is needed: a turn of ten tokens needs 20 of the 624.
 */
export class MersenneTwister {
  readonly #state: number[];
  #index = 0;

  /** @param seed an integer in [0, 2^32) */
  constructor(seed: number) {
    const state = blank.slice();
    let word = seed | 0;
    state[0] = word;
    for (let i = 1; i < size; i++) {
      word = (Math.imul(word ^ (word >>> 30), 1812433253) + i) | 0;
      state[i] = word;
    }
    this.#state = state;
  }

  /** @returns the next 32 bits, as a signed integer */
  next(): number {
    const state = this.#state;
    const index = this.#index;
    const following = index === size - 1 ? 0 : index + 1;
    const distant = index < size - distance ? index + distance : index + distance - size;
    const joined = (state[index]! & 0x80000000) | (state[following]! & 0x7fffffff);
    let bits = state[distant]! ^ (joined >>> 1) ^ (-(joined & 1) & 0x9908b0df);
    state[index] = bits;
    this.#index = following;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return bits ^ (bits >>> 18);
  }
}
