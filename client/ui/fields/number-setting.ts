/** Settings that are numbers: range, slider scale and validation. */
import type { Limits } from '../../../shared/session/config.ts';

export interface NumberSetting extends Limits {
  label: string;
  why: string;
  step: number;
  /** an empty field means null */
  optional: boolean;
  /** the slider spends as much way on 1 to 10 as on 10 to 100 */
  logarithmic: boolean;
}

/** How many steps a slider has from end to end. */
export const sliderSteps = 1000;

/** Where a slider stands for a value, 0 to `sliderSteps`; at the far end where there is no limit. */
export function sliderPosition({ min, max, logarithmic }: NumberSetting, value: number | null): number {
  if (value === null) return sliderSteps;
  const along = logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(Math.max(along, 0), 1) * sliderSteps);
}

/** The value at a slider's position, rounded to the setting's step. */
export function valueAtPosition({ min, max, step, logarithmic }: NumberSetting, position: number): number {
  const along = position / sliderSteps;
  const value = logarithmic ? min * (max / min) ** along : min + along * (max - min);
  const steps = Math.round(1 / step);
  return Math.round(value * steps) / steps;
}

/**
 * The number that a text says, with a decimal point or comma; null where it says none. Where only whole numbers are
 * asked for, groups of three digits after points, commas or spaces are thousands.
 *
 * @param step of the setting; below 1 where it may have decimals
 */
export function numberIn(text: string, step: number): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/\s/g, '')
    .replace('\u2212', '-');
  if (step >= 1 && /^\d{1,3}([.,’'\u066c]\d{3})+$/.test(plain)) return Number(plain.replace(/\D/g, ''));
  const number = plain.replace(/[,\u066b]/, '.');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(number) ? Number(number) : null;
}

/** What is wrong with a value, as a sentence; null where nothing is. */
export function faultOf(setting: NumberSetting, value: number | null | undefined): string | null {
  const { label, min, max, step, optional } = setting;
  if (value == null && optional) return null;
  const isAllowed = value != null && value >= min && value <= max && (step < 1 || Number.isInteger(value));
  return isAllowed ? null : `${label}: give a ${step < 1 ? '' : 'whole '}number from ${min} to ${max}.`;
}
