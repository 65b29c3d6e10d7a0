/** Binomial law in doubles, without factorials, which would overflow at a thousand tokens. */

/** Standard deviations from the mode beyond which probabilities, below 1e-30, are left out. */
const cutoff = 12;
/** The largest number of tokens for which none is left out. */
const maxFullTokens = 200;

/** `mass[i]` is the probability of `from + i`; all others are negligible. */
export interface Row {
  from: number;
  mass: Float64Array;
}

/**
 * Binomial(k, q), by the ratios of neighbours from the mode outwards, P(i + 1) / P(i) = (k − i) / (i + 1) · q / (1 − q),
 * normalised to a sum of 1 within a few 1e-16. Only negligible values underflow.
 */
export function binomial(k: number, q: number): Row {
  if (q <= 0 || q >= 1) return { from: q <= 0 ? 0 : k, mass: Float64Array.of(1) };
  const mode = Math.min(k, Math.floor((k + 1) * q));
  const span = k <= maxFullTokens ? k : Math.ceil(cutoff * Math.sqrt(k * q * (1 - q))) + 2 * cutoff;
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
