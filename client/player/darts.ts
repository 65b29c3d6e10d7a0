/** The darts of a turn: each uniform draw, and the token that it writes. */
import { uniforms } from '../../shared/model/random.ts';
import { threshold } from '../../shared/model/unigram.ts';

export interface Dart {
  /** place on the bar, in [0, 1): below 1 − p is the part of 0, the rest that of 1 */
  at: number;
  token: '0' | '1';
}

/** The k darts of a seed, in the order in which they fly: the tokens are those of `generate`. */
export function dartsOf({ seed, p, k }: { seed: number; p: number; k: number }): Dart[] {
  const uniform = uniforms(seed);
  const cut = threshold(p);
  return Array.from({ length: k }, () => {
    const at = uniform();
    return { at, token: at >= cut ? '1' : '0' };
  });
}

export const textOf = (darts: readonly Dart[]) => darts.map(({ token }) => token).join('');
