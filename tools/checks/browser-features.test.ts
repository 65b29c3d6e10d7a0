/** What the check of built pages finds in scripts and in styles. */
import { describe, expect, test } from 'vitest';
import { missingInScript, missingInStyle } from './browser-features.ts';

const versions = { chrome: '92', safari: '15.4', firefox: '115' };

describe('in scripts', () => {
  const missingIn = (code: string) => [...missingInScript(code, versions)].map((entry) => entry.join(': '));

  test.each([
    ['a.toSorted()', '.toSorted: chrome 110, safari 16'],
    ['a.findLast(f)', '.findLast: chrome 97'],
    ['Object.hasOwn(a, b)', 'Object.hasOwn: chrome 93'],
    ['AbortSignal.any([])', 'AbortSignal.any: chrome 116, safari 17.4, firefox 124'],
    ['structuredClone(a)', 'structuredClone: chrome 98'],
    ['new OffscreenCanvas(1, 1)', 'OffscreenCanvas: safari 16.4'],
    ['class A { static { a() } }', 'static block: chrome 94, safari 16.4'],
    ['/(?<=a)b/', '(?<=: safari 16.4'],
    ['/a/v', '/v: chrome 112, safari 17, firefox 116'],
  ])('%s', (code, missing) => expect(missingIn(code)).toEqual([missing]));

  test.each([
    'a.at(-1) ?? b.flatMap(c)',
    // any Set has it; no one Set has the other
    'a.has(b) && Promise.any(c)',
    // names of things that one cannot have without a name that is found
    'a.queue.first()',
    'class A { #a = 1; structuredClone() { return #a in this } }',
    'const { structuredClone: b } = { structuredClone: 1 }',
    '/(?<a>b)/u',
  ])('nothing: %s', (code) => expect(missingIn(code)).toEqual([]));
});

describe('in styles', () => {
  const missingIn = (code: string) => [...missingInStyle(code, versions)].map((entry) => entry.join(': '));

  test.each([
    ['p { height: 100dvh }', 'dvh: chrome 108'],
    ['p { translate: 1px }', 'translate: chrome 104'],
    ['p { color: color-mix(in srgb, red, blue) }', 'color-mix(): chrome 111, safari 16.2'],
    ['p:has(a) { color: red }', ':has: chrome 105, firefox 121'],
    ['@media (width <= 60rem) { p { color: red } }', '@media (<): chrome 104, safari 16.4'],
    ['@container (min-width: 1rem) { p { color: red } }', '@container: chrome 105, safari 16'],
    ['p { align-content: start }', 'align-content: start: chrome 93, safari 15.6'],
    ['@media print { p { text-wrap: balance } }', 'text-wrap: chrome 114, safari 17.4, firefox 121'],
  ])('%s', (code, missing) => expect(missingIn(code)).toContain(missing));

  test.each([
    'p { height: 100vh; height: 100dvh }',
    '@supports (height: 100dvh) { p { height: 100dvh } }',
    'p:focus-visible { inset: 0; aspect-ratio: 1; gap: min(1rem, 2vw) }',
    '@media (max-width: 60rem) { p { --translate: 1px; content: "100dvh" } }',
  ])('nothing: %s', (code) => expect(missingIn(code)).toEqual([]));
});
