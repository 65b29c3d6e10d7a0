/** Every rule is held by a test that cites it, and no test cites a rule that does not exist. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('rules and tests cite each other', () => {
  const rules = readFileSync('shared/RULES.md', 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm);
  const titles = globSync('test/**/*.test.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\[([A-Z]\d+)\]/g)].map(([, rule]) => rule),
  );
  expect([...new Set(titles)].sort()).toEqual([...rules].map(([, rule]) => rule).sort());
});
