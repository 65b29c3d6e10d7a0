/** The figures of docs/lesson.md, recomputed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { timingOf } from '../../../client/host/setup/plan.ts';
import { presets } from '../../../client/host/setup/presets.ts';
import { writingChance } from '../../../shared/model/unigram.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import { binomial } from '../../../shared/theory/binomial.ts';
import { expectedCount } from '../../../shared/theory/class.ts';
import { medianCollapses } from '../../../shared/theory/collapse.ts';
import { urnVariance, type Model } from '../../../shared/theory/law.ts';
import { atEnd, outlook, quantile } from '../../../shared/theory/outlook.ts';

const docs = join(import.meta.dirname, '../../../docs');
const lesson = readFileSync(join(docs, 'lesson.md'), 'utf8');

const model = (change: Partial<Model> = {}): Model => ({ ...defaultConfig, ...change });
const look = (change: Partial<Model> = {}) => outlook(model(change), 60);
const collapsed = (change: Partial<Model> = {}) => atEnd(look(change));
const spread = (change: Partial<Model>, round: number) => look(change).deviation[round]!;
const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;

const essay = collapsed();
const urn = { regime: { kind: 'accumulate' } } as const;
const fresh = { regime: { kind: 'mix', fresh: 0.1 } } as const;
const thousand = { textLength: 1000 };
const half = (models: number) => medianCollapses(model(), 60, models).classExact;
const ten = expectedCount(essay[10]!, 30);

/** The urn's deviation where its real tokens are themselves drawn: over all samples that there may be. */
function sampledSpread(): number {
  const { mass } = binomial(10, 0.5);
  // p is a martingale: the variance within a sample is in proportion to p(1 − p)
  const grown = urnVariance(10, 60, { p: 0.5, texts: 0 }).at(-1)! / 0.25;
  const squares = Array.from(mass, (share, ones) => {
    const p = ones / 10;
    return share * ((p - 0.5) ** 2 + grown * p * (1 - p));
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

test.each([
  `Half of the models have collapsed by round ${quantile(essay, 0.5)}, nine in ten by round ${quantile(essay, 0.9)}`,
  `the mean is ${look().meanCollapse!.toFixed(1)} rounds`,
  `By round 60 it is ${percent(essay[60]!, 1)}`,
  `all have collapsed with probability ${percent(essay[60]! ** 30)}`,
  `0.9¹⁰ = ${percent(look().diversity[10]!)}`,
  `half of the models have collapsed by round ${quantile(collapsed({ start: 0.1 }), 0.5)}`,
  `After sixty rounds ${percent(look(thousand).diversity[60]!)} of the diversity is left`,
  `With 100 tokens, ${percent(collapsed({ textLength: 100 })[60]!)} of the models collapse`,
  `The standard deviation of p is ${spread(thousand, 60).toFixed(2)} after sixty rounds, of one refit alone ${spread(thousand, 1).toFixed(3)}`,
  `the standard deviation of p is ${spread(urn, 60).toFixed(2)} here too`,
  `Here it was ${spread(urn, 10).toFixed(3)} after ten rounds`,
  `In expectation ${percent(look(urn).diversity[60]!)} of the diversity is left after sixty rounds`,
  `At any moment about ${percent(collapsed(fresh)[60]!)} of the models are at an end`,
  `with thirty models it is round ${half(30)}, with four ${half(4)}, with two ${half(2)}, and with a single one ${half(1)}`,
  `After ten rounds ${ten.mean.toFixed(1)} of thirty models are expected to have collapsed, and anything from ${ten.low} to ${ten.high}`,
  `the standard deviation would be ${sampledSpread().toFixed(3)} instead of ${spread(urn, 60).toFixed(3)}`,
  `diversity stays at ${percent(look(fresh).diversity[60]!)} of the start`,
])('the lesson says: %s', (sentence) => {
  expect(lesson).toContain(sentence);
});

test('what the lesson says in words is so', () => {
  expect(collapsed({ textLength: 1 })[1]).toBe(1);
  expect(look({ start: 0.1 }).atOne[60]).toBeCloseTo(0.1, 2);
  for (const mean of look().mean) expect(mean).toBeCloseTo(0.5, 12);
  // one of each token more is (ones + 1) / (k + 2), which real tokens at ½ make of ones / k with one in six
  for (let ones = 0; ones <= 10; ones++)
    expect((ones + 1) / 12).toBeCloseTo(writingChance({ kind: 'mix', fresh: 1 / 6 }, ones / 10, 0.5), 12);
  const slower = Math.log(1 - 1 / 10) / Math.log(1 - 1 / 1000);
  expect(slower).toBeGreaterThan(90);
  expect(slower).toBeLessThan(110);
  const start = { p: 0.5, texts: 0 };
  const late = urnVariance(10, 1_000_000, start).at(-1)!;
  expect(1 - late / 0.25).toBeGreaterThan(0.93);
  const steady = look(fresh).diversity;
  expect(steady[60]).toBeCloseTo(steady[30]!, 3);
  const byName = new Map(presets.map(({ name, config }) => [name, Math.round(timingOf(config).minutes)]));
  expect(byName.get('One token')).toBe(2);
  for (const name of ['The essay', 'A thousand tokens', 'The urn', 'A pinch of real data']) {
    expect(byName.get(name), name).toBe(6);
    expect(lesson).toContain(`*${name}*`);
  }
});

test('every picture of the lesson is there, and tells in words what it shows', () => {
  const pictures = [...lesson.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
  expect(pictures).toHaveLength(4);
  for (const [, words, file] of pictures) {
    expect(existsSync(join(docs, file!)), file).toBe(true);
    expect(words!.length).toBeGreaterThan(30);
  }
});
