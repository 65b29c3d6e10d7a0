/** Rules and tests: every rule is cited by a test, and every citation names a rule. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('rules and tests cite each other', () => {
  const rules = readFileSync('shared/RULES.md', 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm);
  const titles = globSync('test/**/*.test.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\[([A-Z]\d+)\]/g)].map(([, rule]) => rule),
  );
  expect([...new Set(titles)].sort()).toEqual([...rules].map(([, rule]) => rule).sort());
});
