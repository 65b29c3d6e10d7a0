/** Texts about forecasts that players and boards share. */
import type { Config } from '../../shared/session/config.ts';
import { count } from '../ui/format.ts';

/** How far off a guess was, in rounds. */
export function offBy(distance: number): string {
  return distance === 0 ? 'exactly right' : `${count(distance, 'round')} off`;
}

/** How far off is counted where a guess or the outcome is never. */
export function neverSentence({ rounds }: Config): string {
  return `Never counts as round ${rounds + 1}.`;
}

/** When a model, or half of several, had collapsed. */
export function outcomeSentence(isOne: boolean, round: number | null): string {
  const who = isOne ? 'The model' : 'Half of the models';
  return round === null ? `${who} had not collapsed by the end.` : `${who} had collapsed by round ${round}.`;
}

export function unscoredSentence({ play }: Config): string {
  const who = play === 'relay' ? 'the model' : 'half of the models';
  return `The game was stopped before ${who} had collapsed, so forecasts are not scored.`;
}
