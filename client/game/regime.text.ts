/** Words for each regime × writing: what p is, what a model is trained on, what one at 0 or 1 is called. */
import type { Regime } from '../../shared/model/unigram.ts';
import { isAbsorbing, type Config } from '../../shared/session/config.ts';
import { percent } from '../ui/format.ts';

/** What decides the words. */
export type World = Pick<Config, 'regime' | 'writing'>;

/** The same regime where every text is drawn by chance, as in the Lab. */
export function drawn(regime: Regime): World {
  return { regime, writing: 'throw' };
}

/** What p is: where real tokens are mixed in, or people write, a model writes a 1 with another chance. */
export function meaningOfP({ regime, writing }: World): string {
  return writing === 'throw' && regime.kind !== 'mix'
    ? 'p, the chance that a model writes a 1'
    : 'p, the share of 1s in what a model was trained on';
}

/** The training set, as in "trained on …". */
export const trainedOn: Record<Regime['kind'], string> = {
  replace: 'what the one before it wrote',
  accumulate: 'everything written so far',
  mix: 'what the one before it wrote, with a pinch of real data',
};

/** The same in numbers. What students type has no real tokens in it: they are told a p that allows for them. */
export function trainingSet({ regime, writing }: World): string {
  if (regime.kind !== 'mix') return trainedOn[regime.kind];
  return writing === 'type'
    ? trainedOn.replace
    : `${trainedOn.replace}, with ${percent(regime.fresh)} real tokens on average`;
}

/** What a model is at 0 or 1. */
export function endedWord(world: World): string {
  return isAbsorbing(world) ? 'collapsed' : 'at an end now';
}

/** The same with its verb, as in "2 have collapsed". */
export function haveEnded(world: World, isOne: boolean): string {
  const [has, is] = isOne ? ['has', 'is'] : ['have', 'are'];
  return `${isAbsorbing(world) ? has : is} ${endedWord(world)}`;
}

/** What the two counts of models at 0 and at 1 are called. */
export function sidesWord(world: World): string {
  return isAbsorbing(world) ? 'write only 0s · only 1s' : 'at 0 · at 1';
}

/** The curve below a figure: under `accumulate` no model gets to an end. */
export function curveWord(world: World): string {
  if (world.regime.kind === 'accumulate') return 'diversity left';
  return isAbsorbing(world) ? 'share collapsed so far' : 'share at 0 or 1';
}

/**
 * Whether an urn has settled after so many rounds: more of its spread is behind than ahead. From one round the
 * variance is p(1 − p)/4k, and (π²/6 − 5/4)·p(1 − p)/k or 1.6 times that is still to come; after two rounds the
 * greater part is behind. What people write need not settle.
 */
export function hasSettled({ regime, writing }: World, rounds: number): boolean {
  return regime.kind === 'accumulate' && writing === 'throw' && rounds > 1;
}
