/** The moment of a replay as URL parameters. */
import type { Parameters } from '../ui/url-state.ts';

export interface Moment {
  /** the step, from 0; null: the end */
  step: number | null;
  namesHidden: boolean;
}

/** The moment in a page's query; invalid parameters are ignored. */
export function momentOf(query: string): Moment {
  const parameters = new URLSearchParams(query);
  const step = /^\d{1,6}$/.exec(parameters.get('step') ?? '')?.[0];
  return {
    step: step === undefined ? null : Number(step),
    namesHidden: parameters.get('names') === 'hidden',
  };
}

export function parametersOf({ step, namesHidden }: Moment): Parameters {
  return { step: step === null ? null : String(step), names: namesHidden ? 'hidden' : null };
}
