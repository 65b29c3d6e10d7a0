/** What the address of a replay says of the moment that it shows. */
import { withParameters, type Parameters } from '../ui/url-state.ts';

export interface Moment {
  /** the step, from 0; null: the end */
  step: number | null;
  namesHidden: boolean;
}

/** The moment that a page's query names; what cannot be is as if it were not there. */
export function momentOf(query: string): Moment {
  const parameters = new URLSearchParams(query);
  const step = /^\d{1,6}$/.exec(parameters.get('step') ?? '')?.[0];
  return {
    step: step === undefined ? null : Number(step),
    namesHidden: parameters.get('names') === 'hidden',
  };
}

/** A moment as the parameters of an address. */
export function parametersOf({ step, namesHidden }: Moment): Parameters {
  return { step: step === null ? null : String(step), names: namesHidden ? 'hidden' : null };
}

/** The address of a moment: that of the page, whatever else it says. */
export function addressOf(page: string, moment: Moment): string {
  return withParameters(page, parametersOf(moment));
}
