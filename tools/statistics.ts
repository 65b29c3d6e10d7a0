/** Median and percentiles. */

export type Percentiles = ReturnType<typeof percentiles>;

/** The smallest numbers that so many per cent of all are not above; NaN where there are none. */
export function percentiles(numbers: readonly number[]) {
  const sorted = Float64Array.from(numbers).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** The middle one of an odd number of values, the upper of the two in the middle of an even one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
