/** Delay before a refused call is made again. */
import type { Failure } from '../../shared/session/result.ts';

/**
 * Milliseconds to wait: as long as the server says and up to half as long again, since a whole class may be told the
 * same at once; the usual delay where it says nothing.
 *
 * @param random in [0, 1)
 */
export function retryDelay(failure: Failure | undefined, usual: number, random: number): number {
  const { retryAfter } = failure ?? {};
  return retryAfter === undefined ? usual : retryAfter * 1000 * (1 + random / 2);
}
