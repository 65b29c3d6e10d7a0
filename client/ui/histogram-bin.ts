/** Where a p is counted when many are. */

/**
 * The bin of p among those of 0, 1/last, 2/last … 1: the nearest, but at an end only what is exactly there.
 *
 * @param last at least 1
 */
export function histogramBin(p: number, last: number): number {
  const nearest = Math.round(p * last);
  return p === 0 || p === 1 || last < 2 ? nearest : Math.min(Math.max(nearest, 1), last - 1);
}
