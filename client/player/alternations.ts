/** Alternations of a typed text against chance: people who make up coin tosses switch sides too often. */
import { countOnes } from '../../shared/model/unigram.ts';

/** How often a token differs from the one before it. */
export function alternations(text: string): number {
  let changes = 0;
  for (let i = 1; i < text.length; i++) if (text[i] !== text[i - 1]) changes++;
  return changes;
}

/** How often chance changes sides, with as many 0s and 1s in any order: 2·n0·n1/n (Wald and Wolfowitz 1940). */
export function expectedAlternations(text: string): number {
  const ones = countOnes(text);
  return text.length === 0 ? 0 : (2 * ones * (text.length - ones)) / text.length;
}
