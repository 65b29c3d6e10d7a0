/** The essay's code with the Lab's settings: under NumPy it gives the exact stream's lines. */
import type { Regime } from '../../shared/model/unigram.ts';
import type { Settings } from './settings.ts';

/** A figure: its text length, and how many rollouts it has. */
export interface FigureSize {
  textLength: number;
  rollouts: number;
}

/** What stands in the loop of rounds, where the regime differs from the essay's. */
function loop(regime: Regime, start: number): string[] {
  const draw = (chance: string) =>
    `tosses = np.random.choice([0, 1], size=k_toss, p=[1 - ${chance}, ${chance}])`;
  switch (regime.kind) {
    case 'replace':
      return [draw('coin_prob'), 'coin_prob = np.mean(tosses)'];
    case 'mix':
      return [
        `chance = (1 - ${regime.fresh}) * coin_prob + ${regime.fresh} * ${start}  # some tokens are real`,
        draw('chance'),
        'coin_prob = np.mean(tosses)',
      ];
    case 'accumulate':
      return [
        draw('coin_prob'),
        'ones += np.sum(tosses)  # every text so far is kept, over k_toss real tokens',
        `coin_prob = (${start} * k_toss + ones) / (k_toss + k_toss * len(results))`,
      ];
    default:
      return regime satisfies never;
  }
}

/** The program; it leaves its rollouts in `lines`, by text length. */
export function programOf({ seed, start, rounds, regime }: Settings, figures: readonly FigureSize[]): string {
  const sizes = figures.map(({ textLength, rollouts }) => `(${textLength}, ${rollouts})`).join(', ');
  const body = loop(regime, start).map((line) => `        ${line}\n`);
  return `import numpy as np


def experiment_rollout(coin_prob=${start}, k_toss=10, n_rounds=${rounds}):
    results = []
${regime.kind === 'accumulate' ? '    ones = 0\n' : ''}    for _ in range(n_rounds):
        results.append(float(coin_prob))
${body.join('')}    return results + [float(coin_prob)]  # with the last model's p, which the essay drops


lines = {}
for k, count in [${sizes}]:
    np.random.seed(${seed})
    lines[k] = [experiment_rollout(k_toss=k) for _ in range(count)]
    print(k, lines[k][0])
`;
}
