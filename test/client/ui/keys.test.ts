/** Keyboard shortcuts on keyboards of all kinds. */
import { expect, test } from 'vitest';
import { keyOf } from '../../../client/ui/keys.ts';

test.each([
  ['US', 'f', 'KeyF', 'f'],
  ['US, caps lock', 'F', 'KeyF', 'f'],
  ['Dvorak: the letter that is written counts, not its place', 'j', 'KeyC', 'j'],
  ['Dvorak', 'h', 'KeyJ', 'h'],
  ['Russian', 'а', 'KeyF', 'f'],
  ['Russian', 'О', 'KeyJ', 'j'],
  ['Greek', 'φ', 'KeyF', 'f'],
  ['Greek', 'ξ', 'KeyJ', 'j'],
  ['Arabic', 'ب', 'KeyF', 'f'],
  ['Hebrew', 'כ', 'KeyF', 'f'],
  ['Korean', 'ㄹ', 'KeyF', 'f'],
  ['Japanese, as kana', 'は', 'KeyF', 'f'],
  ['an input method', 'Process', 'KeyF', 'f'],
  ['a dead key', 'Dead', 'KeyJ', 'j'],
  ['Arabic digits', '١', 'Digit1', '1'],
  ['Persian digits', '۰', 'Digit0', '0'],
  ['French, without shift', 'à', 'Digit0', '0'],
  ['French, without shift', '&', 'Digit1', '1'],
  ['French, with shift', '1', 'Digit1', '1'],
  ['a number pad', '1', 'Numpad1', '1'],
  ['a number pad without num lock', 'Insert', 'Numpad0', 'Insert'],
  ['any', ' ', 'Space', ' '],
  ['any', 'ArrowRight', 'ArrowRight', 'ArrowRight'],
  ['a keyboard on a screen', 'f', '', 'f'],
])('%s: %s at %s is %s', (_layout, key, code, meant) => {
  expect(keyOf({ key, code })).toBe(meant);
});
