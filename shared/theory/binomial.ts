/** The binomial law in doubles: no factorials, so that nothing overflows or loses digits at a thousand tokens. */

/** Standard deviations beyond which a probability is below 1e-30 and left out, where there are many tokens. */
const reach = 12;
/** Up to so many tokens nothing is left out. */
const fewTokens = 200;

/** Probabilities from `from` on, one after the other; all others are too small to count. */
export interface Row {
  from: number;
  mass: Float64Array;
}

/**
 * Binomial(k, q): the ratios of neighbours from the mode outwards, normalised.
 *
 * The largest value is first, so that only harmless ones underflow; their sum is 1 within a few 1e-16.
 */
export function binomial(k: number, q: number): Row {
  if (q <= 0 || q >= 1) return { from: q <= 0 ? 0 : k, mass: Float64Array.of(1) };
  const mode = Math.min(k, Math.floor((k + 1) * q));
  const span = k <= fewTokens ? k : Math.ceil(reach * Math.sqrt(k * q * (1 - q))) + 2 * reach;
  const from = Math.max(0, mode - span);
  const to = Math.min(k, mode + span);
  const mass = new Float64Array(to - from + 1);
  mass[mode - from] = 1;
  const odds = q / (1 - q);
  let total = 1;
  for (let i = mode; i < to; i++)
    total += mass[i + 1 - from] = mass[i - from]! * (((k - i) / (i + 1)) * odds);
  for (let i = mode; i > from; i--)
    total += mass[i - 1 - from] = mass[i - from]! * (i / ((k - i + 1) * odds));
  for (let i = 0; i < mass.length; i++) mass[i]! /= total;
  return { from, mass };
}
