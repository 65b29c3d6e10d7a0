/** Data and paths of the fan chart: quantiles of p and shares at each end, by round. */
import { quantileOfP, type Outlook } from '../../../shared/theory/outlook.ts';

/** From the lowest p to the highest, by round. */
export type Band = [low: number, high: number][];

export interface Fan {
  /** whether the bands are quantiles; else they are one and two standard deviations each way */
  exact: boolean;
  /** where at least nine in ten models are, in each round by itself */
  outer: Band;
  /** where at least every other model is */
  inner: Band;
  mean: readonly number[];
  /** share at 0 by round, and at 1 */
  atZero: number[];
  atOne: number[];
}

export function fanOf({ exact, laws, mean, deviation, atZero, atOne }: Outlook): Fan {
  const between = (low: number, high: number): Band => [
    [mean[0]!, mean[0]!],
    ...laws.map((law): [number, number] => [quantileOfP(law, low), quantileOfP(law, high)]),
  ];
  const within = (reach: number): Band =>
    mean.map((p, round) => [
      Math.max(p - reach * deviation[round]!, 0),
      Math.min(p + reach * deviation[round]!, 1),
    ]);
  return {
    exact,
    outer: exact ? between(0.05, 0.95) : within(2),
    inner: exact ? between(0.25, 0.75) : within(1),
    mean,
    atZero,
    atOne,
  };
}

/**
 * An area as an SVG path, with rounds to the right and p upwards from 0 (below) to 1 (above): a step for each round,
 * half a round to both sides of it, as there is nothing between two rounds.
 */
export function areaPath(band: Band): string {
  const above = stepsOf(band.map(([, high]) => high));
  const below = stepsOf(band.map(([low]) => low)).reverse();
  return `M${[...above, ...below].join('L')}Z`;
}

/** A value by round as an SVG path of the same steps. */
export function linePath(values: readonly number[]): string {
  return `M${stepsOf(values).join('L')}`;
}

function stepsOf(values: readonly number[]): string[] {
  return values.flatMap((value, round) =>
    [round - 0.5, round + 0.5].map((x) => `${Math.min(Math.max(x, 0), values.length - 1)} ${1 - value}`),
  );
}
