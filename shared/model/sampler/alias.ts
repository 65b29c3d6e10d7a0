/** Draws from laws on 0 … k in a time that does not depend on k: alias tables (Walker 1977, Vose 1991). */
import type { MersenneTwister } from '../mersenne.ts';

const wordSize = 2 ** 32;

/**
 * A table for each law: columns of equal width, as many as a power of two, in which the column's own number lies
 * below a cut and another one, its alias, from there on.
 *
 * Of a random word the lowest bits choose the column and the others the place in it. Only where that is the very
 * cut a second word decides, so that a probability is met to 2^-53 and better.
 */
export class AliasTables {
  readonly #columnBits: number;
  /** the place of the cut in each column, and what is below that place in units of 2^-32 of it */
  readonly #cuts: Int32Array;
  readonly #finerCuts: Uint32Array;
  /** for each column its own number, then its alias: a number to look up costs less than a branch guessed wrong */
  readonly #numbers: Uint16Array;

  /** @param laws probabilities of 0 … k each, k at most 65,535; they need not sum to 1 */
  constructor(laws: readonly Float64Array[]) {
    // with four columns or more a cut is at most 2^30, and differences of places fit a word
    this.#columnBits = Math.max(2, Math.ceil(Math.log2(laws[0]!.length)));
    const columns = laws.length << this.#columnBits;
    this.#cuts = new Int32Array(columns);
    this.#finerCuts = new Uint32Array(columns);
    this.#numbers = new Uint16Array(2 * columns);
    laws.forEach((law, index) => this.#tabulate(law, index << this.#columnBits));
  }

  /** A number drawn by the law at this index. */
  draw(generator: MersenneTwister, index: number): number {
    const word = generator.next();
    const column = (index << this.#columnBits) | (word & ((1 << this.#columnBits) - 1));
    const place = word >>> this.#columnBits;
    const cut = this.#cuts[column]!;
    let isAlias = (cut - 1 - place) >>> 31;
    if (place === cut && generator.next() >>> 0 < this.#finerCuts[column]!) isAlias = 0;
    return this.#numbers[2 * column + isAlias]!;
  }

  /** Vose's two stacks: each column that is too low is filled up by one that is too high. */
  #tabulate(law: Float64Array, from: number): void {
    const columns = 1 << this.#columnBits;
    const total = law.reduce((sum, mass) => sum + mass, 0);
    const heights = new Float64Array(columns);
    heights.set(law.map((mass) => (mass / total) * columns));
    const low: number[] = [];
    const high: number[] = [];
    heights.forEach((height, column) => (height < 1 ? low : high).push(column));
    while (low.length > 0 && high.length > 0) {
      const [lower, higher] = [low.pop()!, high.pop()!];
      this.#fill(from + lower, heights[lower]!, lower, higher);
      heights[higher]! -= 1 - heights[lower]!;
      (heights[higher]! < 1 ? low : high).push(higher);
    }
    // what is left is full, but for rounding
    for (const column of low.concat(high)) this.#fill(from + column, 1, column, column);
  }

  #fill(column: number, height: number, own: number, alias: number): void {
    const cut = height * 2 ** (32 - this.#columnBits);
    this.#cuts[column] = Math.floor(cut);
    this.#finerCuts[column] = (cut - Math.floor(cut)) * wordSize;
    this.#numbers[2 * column] = own;
    this.#numbers[2 * column + 1] = alias;
  }
}
