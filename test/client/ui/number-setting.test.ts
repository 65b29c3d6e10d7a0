/** Numbers as people write them. */
import { expect, test } from 'vitest';
import { numberIn } from '../../../client/ui/fields/number-setting.ts';

test.each<[string, number | null]>([
  ['0.5', 0.5],
  ['0,5', 0.5],
  [' ,25 ', 0.25],
  ['.25', 0.25],
  ['1,', 1],
  ['0,500', 0.5],
  ['1.000', 1],
  ['０．５', 0.5],
  ['٠٫٥', 0.5],
  ['۰٫۵', 0.5],
  ['-0,5', -0.5],
  ['−1', -1],
  ...['', ' ', 'a half', '0,5,5', '1.2.3', '.', ',', '-', '1e3', '0x10', 'Infinity', 'NaN'].map(
    (text): [string, null] => [text, null],
  ),
])('%j is %s', (text, number) => {
  expect(numberIn(text, 0.01)).toBe(number);
});

test.each<[string, number | null]>([
  ['1000', 1000],
  ['1,000', 1000],
  ['1.000', 1000],
  ['1 000', 1000],
  ['1\u202f000', 1000],
  ['1’000', 1000],
  ['1,000,000', 1_000_000],
  ['12', 12],
  ['１２', 12],
  ['١٢', 12],
  ['2,5', 2.5],
  ['1,00', 1],
  ['1,0000', 1],
])('where whole numbers are asked for %j is %s', (text, number) => {
  expect(numberIn(text, 1)).toBe(number);
});
