/**
 * What theory says of a model that is trained on its own text: the Wright–Fisher chain, exactly.
 *
 * With k tokens in a text, the number of 1s is a Markov chain on 0 … k whose next value is Binomial(k, p)
 * (Wright 1931). It shares no code with `rollout`, which it is there to judge.
 */

/** Standard deviations beyond which a binomial probability is below the smallest double that matters here. */
const tail = 12;

/** Probabilities of a binomial, from `from` on; all others are below 1e-20. */
interface Row {
  from: number;
  mass: Float64Array;
}

/** Binomial(k, q) by its mode outwards, normalised: no factorials, so nothing overflows at k = 1,000. */
function binomial(k: number, q: number): Row {
  if (q <= 0 || q >= 1) return { from: q <= 0 ? 0 : k, mass: Float64Array.of(1) };
  const mode = Math.min(k, Math.floor((k + 1) * q));
  const reach = Math.ceil(tail * Math.sqrt(k * q * (1 - q))) + 12;
  const from = Math.max(0, mode - reach);
  const to = Math.min(k, mode + reach);
  const mass = new Float64Array(to - from + 1);
  mass[mode - from] = 1;
  for (let i = mode; i < to; i++) mass[i + 1 - from] = (mass[i - from]! * (k - i) * q) / ((i + 1) * (1 - q));
  for (let i = mode; i > from; i--) mass[i - 1 - from] = (mass[i - from]! * i * (1 - q)) / ((k - i + 1) * q);
  const total = mass.reduce((sum, value) => sum + value, 0);
  return { from, mass: mass.map((value) => value / total) };
}

/**
 * The share of models that have collapsed by each round, under `replace`.
 *
 * @param k tokens in a text
 * @param start p(0), between 0 and 1
 * @returns P(p(t) is 0 or 1) for t = 0 … rounds
 */
export function collapseCurve(k: number, start: number, rounds: number): number[] {
  const curve = [0];
  for (const law of laws(k, start, rounds)) curve.push(law[0]! + law[k]!);
  return curve;
}

/**
 * The first round by which a model has collapsed with probability ½ or more, under `replace`;
 * null where that is later than `rounds`.
 */
export function medianCollapse(k: number, start: number, rounds: number): number | null {
  let round = 0;
  for (const law of laws(k, start, rounds)) {
    round++;
    if (law[0]! + law[k]! >= 0.5) return round;
  }
  return null;
}

/** The law of the number of 1s in the text that model t was fitted on, for t = 1 … rounds: k + 1 numbers each. */
export function* laws(k: number, start: number, rounds: number): Generator<Float64Array> {
  const step = Array.from({ length: k + 1 }, (_, ones) => binomial(k, ones / k));
  let law = new Float64Array(k + 1);
  const first = binomial(k, start);
  law.set(first.mass, first.from);
  for (let round = 1; round <= rounds; round++) {
    yield law;
    const next = new Float64Array(k + 1);
    step.forEach(({ from, mass }, ones) => {
      const weight = law[ones]!;
      if (weight > 0) for (let i = 0; i < mass.length; i++) next[from + i]! += weight * mass[i]!;
    });
    law = next;
  }
}
