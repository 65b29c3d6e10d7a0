/** Statistics of a class of independent models with one law: expected value and 90 % range of each. */
import { binomial } from './binomial.ts';
import { expectation } from './outlook.ts';
import { valueAt, type Law } from './law.ts';

/** A statistic that varies from class to class. */
export interface Expected {
  mean: number;
  /** the 5 % and the 95 % quantile: at least nine in ten classes are between them, both included */
  low: number;
  high: number;
}

const [lowest, highest] = [0.05, 0.95];

/** How many of so many models something happens to, each with this chance: a binomial law. */
export function expectedCount(chance: number, models: number): Expected {
  const { from, mass } = binomial(models, chance);
  const at = (share: number) => from + quantileIndex(mass, share);
  return { mean: models * chance, low: at(lowest), high: at(highest) };
}

/**
 * The average of f(p) over so many models.
 *
 * @param f from 0 to 1
 */
export function expectedAverage(law: Law, models: number, f: (p: number) => number): Expected {
  const averages = averageOf(gridOf(law, f), models);
  return {
    mean: expectation(law, f),
    low: quantileOf(averages, lowest),
    high: quantileOf(averages, highest),
  };
}

/**
 * The root of the mean square distance from `origin` over so many models. On average it is below the standard
 * deviation of one model, since a root is concave (Jensen 1906).
 *
 * @param origin from 0 to 1
 */
export function expectedSpread(law: Law, models: number, origin: number): Expected {
  // of one model the root is known, so that no grid needs to be fine near 0
  if (models === 1) return expectedAverage(law, 1, (p) => Math.abs(p - origin));
  const squares = averageOf(
    gridOf(law, (p) => (p - origin) ** 2),
    models,
  );
  const mean = squares.mass.reduce(
    (sum, mass, i) => sum + mass * Math.sqrt(squares.from + i * squares.step),
    0,
  );
  return { mean, low: Math.sqrt(quantileOf(squares, lowest)), high: Math.sqrt(quantileOf(squares, highest)) };
}

/** A law on a grid: the value `from + i · step` has the probability `mass[i]`. */
interface Grid {
  from: number;
  step: number;
  mass: Float64Array;
}

/** Points of a grid over the values that are possible: its step is some fortieth of a standard deviation. */
const points = 401;
/** Probability of a tail that is cut off, so that the points are where the law is. */
const negligible = 1e-7;

/** What is negligible is left out before the grid is laid: a long text could have values far from all that it has. */
function gridOf(law: Law, f: (p: number) => number): Grid {
  const first = quantileIndex(law.mass, negligible);
  const mass = law.mass.subarray(first, quantileIndex(law.mass, 1 - negligible) + 1);
  const values = Array.from(mass, (_, i) => f(valueAt(law, first + i)));
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [1, 0],
  );
  const grid = emptyGrid(low!, high!);
  values.forEach((value, i) => add(grid, value, mass[i]!));
  return trimmed(grid);
}

/** The law of the average of so many independent values, by doubling. */
function averageOf(one: Grid, models: number): Grid {
  if (models === 1) return one;
  const half = averageOf(one, models >> 1);
  const even = blend(half, half, 0.5);
  return models % 2 === 0 ? even : blend(one, even, 1 / models);
}

/** The law of weight · A + (1 − weight) · B. */
function blend(a: Grid, b: Grid, weight: number): Grid {
  const sum = (i: number, j: number) => weight * (a.from + i * a.step) + (1 - weight) * (b.from + j * b.step);
  const grid = emptyGrid(sum(0, 0), sum(a.mass.length - 1, b.mass.length - 1));
  for (let i = 0; i < a.mass.length; i++)
    for (let j = 0; j < b.mass.length; j++) add(grid, sum(i, j), a.mass[i]! * b.mass[j]!);
  return trimmed(grid);
}

function emptyGrid(from: number, to: number): Grid {
  return { from, step: (to - from) / (points - 1), mass: new Float64Array(to > from ? points : 1) };
}

/** Adds mass between two points in such shares that the mean stays as it is. */
function add({ from, step, mass }: Grid, value: number, share: number): void {
  const at = step > 0 ? Math.min((value - from) / step, mass.length - 1) : 0;
  const below = Math.floor(at);
  const above = share * (at - below);
  mass[below]! += share - above;
  if (above > 0) mass[below + 1]! += above;
}

function trimmed({ from, step, mass }: Grid): Grid {
  const [first, last] = [quantileIndex(mass, negligible), quantileIndex(mass, 1 - negligible)];
  return { from: from + first * step, step, mass: mass.slice(first, last + 1) };
}

/** The quantile of a law on a grid, where the mass of a point lies evenly between its neighbours' middles. */
function quantileOf({ from, step, mass }: Grid, share: number): number {
  const index = quantileIndex(mass, share);
  const before = mass.subarray(0, index).reduce((sum, one) => sum + one, 0);
  const at = index - 0.5 + (share - before) / mass[index]!;
  return from + step * Math.min(Math.max(at, 0), mass.length - 1);
}

/** The first index up to which there is this much mass. */
function quantileIndex(mass: Float64Array, share: number): number {
  let [i, reached] = [0, mass[0]!];
  // tolerates the rounding of sums of doubles
  while (reached < share - 1e-12 && i < mass.length - 1) reached += mass[++i]!;
  return i;
}
