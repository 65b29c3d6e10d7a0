/** Which browsers `browser.js` refuses: every release that MDN knows, with what it has of the language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import bcd, { type BrowserName, type Identifier } from '@mdn/browser-compat-data' with { type: 'json' };
import { expect, test } from 'vitest';
import { oldestBrowsers } from '../../vite.config.ts';
import { compatOf, has, isAtLeast } from './browser-features.ts';

const gate = readFileSync(join(import.meta.dirname, '../../client/app/public/browser.js'), 'utf8');
const builtins = bcd.javascript['builtins'] as Record<string, Identifier>;

/** The members that a release has, each as an object of its own. */
function membersOf(feature: Record<string, Identifier>, browser: BrowserName, version: string) {
  const known = Object.entries(feature).filter(([, member]) => {
    const compat = compatOf(member);
    return compat !== undefined && has(compat, browser, version);
  });
  return Object.fromEntries(known.map(([name]) => [name, {}] as const));
}

/** Whether a release is told that it is too old. */
function isRefused(browser: BrowserName, version: string): boolean {
  const newElement = () => ({ appendChild: newElement });
  let replaced = false;
  const app = { parentNode: { replaceChild: () => (replaced = true) } };
  const script = { addEventListener: () => {} };
  const document = { getElementById: () => app, createElement: newElement, querySelector: () => script };
  const array = builtins['Array'] as unknown as Record<string, Identifier>;
  const window = {
    ...membersOf(builtins, browser, version),
    Array: { prototype: membersOf(array, browser, version) },
    document,
  };
  runInNewContext(gate, { ...window, window });
  return replaced;
}

const { chrome, safari, firefox } = oldestBrowsers;

test.each([
  ['chrome', chrome],
  ['chrome_android', chrome],
  ['edge', chrome],
  ['safari', safari],
  ['safari_ios', safari],
  ['firefox', firefox],
  ['firefox_android', firefox],
] as const)('%s: everything before %s, and nothing else', (browser, oldest) => {
  const { releases } = bcd.browsers[browser];
  const versions = Object.keys(releases).filter((version) => /^[\d.]+$/.test(version));
  expect(versions).toContain(oldest);
  const wrong = versions.filter((version) => isRefused(browser, version) === isAtLeast(version, oldest));
  expect(wrong).toEqual([]);
});

test.each(['chrome', 'safari', 'firefox'] as const)(
  '%s has at its oldest version what is asked of it for module workers',
  (browser) => {
    const worker = (bcd.api['Worker'] as unknown as Record<string, Record<string, Identifier>>)['Worker']!;
    const modules = compatOf(worker['ecmascript_modules'])!;
    expect(has(modules, browser, oldestBrowsers[browser])).toBe(true);
  },
);
