/** Histograms of p: how many have which p, and how many theory expects to. */
import { valueAt, type Law } from '../../shared/theory/law.ts';

export interface Bin {
  /** the p that it stands for */
  p: number;
  count: number;
  /** how many theory expects; null where it says nothing */
  expected: number | null;
}

export type Counted = readonly [p: number, count: number];

/**
 * The histogram over the bins of 0, 1/last, 2/last … 1.
 *
 * @param expected null where theory says nothing
 */
export function histogram(
  last: number,
  counted: Iterable<Counted>,
  expected: Iterable<Counted> | null,
): Bin[] {
  const bins = Array.from({ length: last + 1 }, (_, i): Bin => ({
    p: i / last,
    count: 0,
    expected: expected && 0,
  }));
  for (const [p, count] of counted) bins[binOf(p, last)]!.count += count;
  for (const [p, count] of expected ?? []) bins[binOf(p, last)]!.expected! += count;
  return bins;
}

/** How many of so many rollouts a law expects at each of its values. */
export function expectedBy(law: Law, rollouts: number): Counted[] {
  return Array.from(law.mass, (mass, i) => [valueAt(law, i), mass * rollouts]);
}

/**
 * The bin of p among those of 0, 1/last, 2/last … 1: the nearest, but at an end only what is exactly there.
 *
 * @param last at least 1
 */
export function binOf(p: number, last: number): number {
  const nearest = Math.round(p * last);
  return p === 0 || p === 1 || last < 2 ? nearest : Math.min(Math.max(nearest, 1), last - 1);
}
