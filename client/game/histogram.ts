/** Histograms of p: how many have which p, and how many theory expects to. */
import { valueAt, type Law } from '../../shared/theory/law.ts';

/** The values that p can have: (first + i) / size for i = 0 … last. */
export interface Lattice {
  first: number;
  size: number;
  last: number;
}

export interface Bin {
  /** the middle of its values */
  p: number;
  /** the lowest of its values, and the highest */
  low: number;
  high: number;
  /** how much of p's axis it covers */
  height: number;
  count: number;
  /** how many theory expects; null where it says nothing */
  expected: number | null;
  /** how long its bar is for each that it counts: more where it has fewer values than others, so that there is no dip */
  scale: number;
}

export type Counted = readonly [p: number, count: number];

/**
 * The histogram over a lattice: a bin for each value or, where there are too many, for each group of so many values.
 * Groups are alike but for one in the middle, which has what is left over. 0 and 1 are alone.
 *
 * @param most bins, at least 3
 * @param expected null where theory says nothing
 * @param possible the values themselves, where `lattice` has them in bins of its own; as many p's as there are
 */
export function histogram(
  lattice: Lattice,
  most: number,
  counted: Iterable<Counted>,
  expected: Iterable<Counted> | null,
  possible?: Iterable<number>,
): Bin[] {
  const { first, size, last } = lattice;
  const hasEnds = first === 0 && size === last && last > 1;
  const inner = groupSizes(last + 1 - (hasEnds ? 2 : 0), most - (hasEnds ? 2 : 0));
  const sizes = hasEnds ? [1, ...inner, 1] : inner;
  const binByIndex = sizes.flatMap((number, bin) => Array.from({ length: number }, () => bin));
  const bin = (p: number) => binByIndex[indexOf(lattice, p)]!;
  const values = possible ? sizes.map(() => 0) : sizes;
  for (const p of possible ?? []) values[bin(p)]!++;
  const fullest = Math.max(...(hasEnds && inner.length > 0 ? values.slice(1, -1) : values));
  const isEnd = (index: number) => hasEnds && (index === 0 || index === sizes.length - 1);
  let next = 0;
  const bins = sizes.map((number, index): Bin => {
    const [low, high] = [next, next + number - 1].map((i) => (first + i) / size) as [number, number];
    next += number;
    return {
      p: (low + high) / 2,
      low,
      high,
      height: number / size,
      count: 0,
      expected: expected && 0,
      scale: isEnd(index) || values[index] === 0 ? 1 : fullest / values[index]!,
    };
  });
  for (const [p, count] of counted) bins[bin(p)]!.count += count;
  for (const [p, count] of expected ?? []) bins[bin(p)]!.expected! += count;
  return bins;
}

/** So many values in at most `most` groups. */
function groupSizes(values: number, most: number): number[] {
  const size = Math.max(1, Math.ceil(values / most));
  const groups = Array.from({ length: Math.floor(values / size) }, () => size);
  if (values % size > 0) groups.splice(groups.length >> 1, 0, values % size);
  return groups;
}

/** How many of so many rollouts a law expects at each of its values. */
export function expectedBy(law: Law, rollouts: number): Counted[] {
  return Array.from(law.mass, (mass, i) => [valueAt(law, i), mass * rollouts]);
}

/** The value of a lattice that is nearest to p. */
function indexOf({ first, size, last }: Lattice, p: number): number {
  if (first === 0 && size === last) return binOf(p, last);
  return Math.min(Math.max(Math.round(p * size - first), 0), last);
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
