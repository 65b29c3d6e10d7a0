/** The regimes in words: what a model is trained on, and what it is called when p is at 0 or 1. */
import type { Regime } from '../../shared/model/unigram.ts';
import { percent } from '../ui/format.ts';

type Kind = Regime['kind'];

/** The training set, as in "trained on …". */
export const trainedOn: Record<Kind, string> = {
  replace: 'what the one before it wrote',
  accumulate: 'everything written so far',
  mix: 'what the one before it wrote, with a pinch of real data',
};

export function trainingSet(regime: Regime): string {
  return regime.kind === 'mix'
    ? `${trainedOn.replace}, with ${percent(regime.fresh)} real tokens`
    : trainedOn[regime.kind];
}

/** What a model is at 0 or 1: for good under `replace` alone. */
export function endedWord(kind: Kind): string {
  return kind === 'replace' ? 'collapsed' : 'at an end now';
}

/** The same with its verb, as in "2 have collapsed". */
export function haveEnded(kind: Kind, isOne: boolean): string {
  const [has, is] = isOne ? ['has', 'is'] : ['have', 'are'];
  return `${kind === 'replace' ? has : is} ${endedWord(kind)}`;
}
