/** Texts about forecasts that players and boards share. */
import { isAbsorbing, type Config } from '../../shared/session/config.ts';
import { count } from '../ui/format.ts';
import type { World } from './regime.text.ts';

/** How far off a guess was, in rounds. */
export function offBy(distance: number): string {
  return distance === 0 ? 'exactly right' : `${count(distance, 'round')} off`;
}

/** How far off is counted where a guess or the outcome is never. */
export function neverSentence({ rounds }: Config): string {
  return `Never counts as round ${rounds + 1}.`;
}

/** When a model, or half of several, had collapsed; where ends can be left, when so many were first at one. */
export function outcomeSentence(world: World, isOne: boolean, round: number | null): string {
  const who = isOne ? 'The model' : 'Half of the models';
  if (isAbsorbing(world))
    return round === null
      ? `${who} had not collapsed by the end.`
      : `${who} had collapsed by round ${round}.`;
  const at = isOne ? 'was at an end' : 'were at an end';
  return round === null ? `${who} never ${at}.` : `${who} ${at} in round ${round}, for the first time.`;
}

export function unscoredSentence(config: Config): string {
  const who = config.play === 'relay' ? 'the model' : 'half of the models';
  const ended = isAbsorbing(config)
    ? 'had collapsed'
    : config.play === 'relay'
      ? 'was at an end'
      : 'were at an end';
  return `The game was stopped before ${who} ${ended}, so forecasts are not scored.`;
}
