/** The runs test of a typed text: exact orders, and its level against texts that chance has written. */
import { expect, test } from 'vitest';
import { oneIn, runsTest } from '../../../client/player/runs-test.ts';
import { uniforms } from '../../../shared/model/random.ts';
import { generate } from '../../../shared/model/unigram.ts';

const changesIn = (text: string) => [...text].filter((token, i) => i > 0 && token !== text[i - 1]).length;
const textsOf = (k: number) => Array.from({ length: 2 ** k }, (_, i) => i.toString(2).padStart(k, '0'));
const isTold = (text: string) => runsTest(text).verdict !== null;

test('counts the changes, and expects as many as over all orders of the same tokens', () => {
  expect(['0101', '0011', '1', ''].map((text) => runsTest(text).changes)).toEqual([3, 1, 0, 0]);
  for (const text of ['0110', '00010', '1111', '']) {
    const ones = (one: string) => one.replaceAll('0', '').length;
    const orders = textsOf(text.length).filter((one) => ones(one) === ones(text));
    const mean = orders.reduce((sum, order) => sum + changesIn(order), 0) / orders.length;
    expect(runsTest(text).expected).toBeCloseTo(mean, 12);
  }
});

test('tells the texts of ten tokens from chance of which all orders say so, and no others', () => {
  const texts = textsOf(10);
  const byOnes = Map.groupBy(texts, (text) => text.replaceAll('0', '').length);
  for (const text of texts) {
    const orders = byOnes.get(text.replaceAll('0', '').length)!;
    const share = (is: (changes: number) => boolean) =>
      orders.filter((order) => is(changesIn(order))).length / orders.length;
    const changes = changesIn(text);
    const often = share((other) => other >= changes) <= 1 / oneIn;
    const seldom = share((other) => other <= changes) <= 1 / oneIn;
    expect(runsTest(text).verdict, text).toBe(often ? 'often' : seldom ? 'seldom' : null);
  }
});

test('calls at most one fair text of ten tokens in twenty unlike chance', () => {
  const texts = textsOf(10);
  expect(texts.filter(isTold).length / texts.length).toBeLessThanOrEqual(2 / oneIn);
  expect(runsTest('0101010101').verdict).toBe('often');
  expect(runsTest('0000011111').verdict).toBe('seldom');
});

test.each([
  [2_000, 100, 0.5],
  [2_000, 100, 0.2],
  [200, 1000, 0.5],
])(
  'of %i texts of %i tokens with p = %d no more than the level allows, by four standard errors',
  (texts, k, p) => {
    const uniform = uniforms(2026);
    const told = Array.from({ length: texts }, () => generate(uniform, p, k)).filter(isTold).length;
    const level = 2 / oneIn;
    expect(told / texts).toBeLessThanOrEqual(level + 4 * Math.sqrt((level * (1 - level)) / texts));
    expect(told).toBeGreaterThan(0);
  },
);
