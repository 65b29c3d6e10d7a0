/** What can be set: what each setting is called, why one would change it, and what a number may be. */
import type { Regime } from '../../../shared/model/unigram.ts';

export interface NumberSetting {
  label: string;
  why: string;
  min: number;
  max: number;
  step: number;
  /** empty means something too: null */
  optional: boolean;
  /** the slider spends as much way on 1 to 10 as on 10 to 100 */
  logarithmic: boolean;
}

const whole = { min: 1, step: 1, optional: false, logarithmic: false };
const share = { min: 0.01, max: 0.99, step: 0.01, optional: false, logarithmic: false };

export const settings = {
  teams: { ...whole, label: 'Teams', why: '2 to 8; never more than there are students.', min: 2, max: 8 },
  fresh: {
    ...share,
    label: 'Share of real tokens',
    why: 'Above 0 and below 1. One in ten is enough to see it.',
  },
  textLength: {
    ...whole,
    label: 'Tokens in a text',
    why: 'Short texts collapse quickly, long ones slowly. Up to 20 are thrown by hand.',
    max: 1000,
    logarithmic: true,
  },
  rounds: {
    ...whole,
    label: 'Rounds',
    why: 'A round is one text written and one model trained on it.',
    max: 200,
  },
  handRounds: {
    ...whole,
    label: 'Rounds by hand',
    why: 'Then the server plays on, two rounds a second. Empty: all by hand.',
    min: 0,
    max: 200,
    optional: true,
  },
  start: {
    ...share,
    label: 'p at the start',
    why: 'The chance of a 1 in real data; ½ is a fair coin.',
  },
  turnSeconds: {
    ...whole,
    label: 'Seconds for a turn',
    why: 'Then the server plays it, exactly as the phone would have. Empty: no limit.',
    min: 3,
    max: 300,
    optional: true,
    logarithmic: true,
  },
} satisfies Record<string, NumberSetting>;

/** How many steps a slider has from end to end. */
export const sliderSteps = 1000;

/** Where a slider stands for a value, 0 to `sliderSteps`; at the far end where there is no limit. */
export function sliderPosition({ min, max, logarithmic }: NumberSetting, value: number | null): number {
  if (value === null) return sliderSteps;
  const along = logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(Math.max(along, 0), 1) * sliderSteps);
}

/** The value at a slider's position, one that the setting may have. */
export function valueAtPosition({ min, max, step, logarithmic }: NumberSetting, position: number): number {
  const along = position / sliderSteps;
  const value = logarithmic ? min * (max / min) ** along : min + along * (max - min);
  const steps = Math.round(1 / step);
  return Math.round(value * steps) / steps;
}

/** What is wrong with a value, as a sentence; null where nothing is. */
export function faultOf(setting: NumberSetting, value: number | null | undefined): string | null {
  const { label, min, max, step, optional } = setting;
  if (value == null && optional) return null;
  const isAllowed = value != null && value >= min && value <= max && (step < 1 || Number.isInteger(value));
  return isAllowed ? null : `${label}: give a ${step < 1 ? '' : 'whole '}number from ${min} to ${max}.`;
}

/** What a model may be trained on: what each way is called, and why one would. */
export const trainedOn: Record<Regime['kind'], [name: string, why: string]> = {
  replace: ['The last text', 'as in the essay: models collapse'],
  accumulate: ['Every text so far', 'the Pólya urn: they settle'],
  mix: ['A text with real tokens', 'they keep coming back'],
};
