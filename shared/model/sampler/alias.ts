/** Alias tables (Walker 1977, Vose 1991): draws from laws on 0 … k in constant time. */
import type { MersenneTwister } from '../mersenne.ts';

const wordSize = 2 ** 32;

/**
 * A table for each law: a power of two of columns of equal width. In each column places below a cut give the column's
 * own number, and the others its alias.
 *
 * The lowest bits of a random word choose the column, the others the place. Where the place equals the cut a second
 * word decides, so that probabilities are exact to 2^-53 or better.
 */
export class AliasTables {
  readonly #columnBits: number;
  /** the cut in each column: its integer part, and its fraction in units of 2^-32 */
  readonly #cuts: Int32Array;
  readonly #finerCuts: Uint32Array;
  /** own number and alias of each column: a look-up is cheaper than a mispredicted branch */
  readonly #numbers: Uint16Array;

  /** @param laws weights of 0 … k each, k at most 65,535; they need not sum to 1 */
  constructor(laws: readonly Float64Array[]) {
    // with at least four columns a cut is at most 2^30, and differences of places fit in a word
    this.#columnBits = Math.max(2, Math.ceil(Math.log2(laws[0]!.length)));
    const columns = laws.length << this.#columnBits;
    this.#cuts = new Int32Array(columns);
    this.#finerCuts = new Uint32Array(columns);
    this.#numbers = new Uint16Array(2 * columns);
    laws.forEach((law, index) => this.#tabulate(law, index << this.#columnBits));
  }

  /** Draws a number, 0 … k, from the law at an index. */
  draw(generator: MersenneTwister, index: number): number {
    const word = generator.next();
    const column = (index << this.#columnBits) | (word & ((1 << this.#columnBits) - 1));
    const place = word >>> this.#columnBits;
    const cut = this.#cuts[column]!;
    let isAlias = (cut - 1 - place) >>> 31;
    if (place === cut && generator.next() >>> 0 < this.#finerCuts[column]!) isAlias = 0;
    return this.#numbers[2 * column + isAlias]!;
  }

  /** Vose's algorithm: fills each low column up with mass of a high one. */
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
    // the remaining columns are full, apart from rounding
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
