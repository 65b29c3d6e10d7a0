/** The config's defaults and limits, as docs/wire.md lists them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configLimits, defaultConfig, defaultFresh } from '../../../shared/session/config.ts';

/** `default` and `allowed` of each row of the table, by field. */
const documented = new Map(
  [...readFileSync('docs/wire.md', 'utf8').matchAll(/^\| `(\w+)` \| (.+?) \| (.*?) ?\|$/gm)].map(
    ([, field, value, allowed]) => [field!, { value: value!.replaceAll('`', ''), allowed: allowed! }],
  ),
);

test.each(Object.entries(defaultConfig))('docs/wire.md says that %s is %j by default', (field, value) => {
  const text = documented.get(field)?.value;
  expect(text).toBeDefined();
  expect(JSON.parse(text!)).toEqual(value);
});

test.each(Object.entries(configLimits))('docs/wire.md says that %s is within %j', (field, { min, max }) => {
  const range = /^(\d[\d,]*)–(\d[\d,]*)/.exec(documented.get(field)!.allowed);
  expect(range?.slice(1).map((limit) => Number(limit.replaceAll(',', '')))).toEqual([min, max]);
});

test('docs/wire.md gives the usual share of real tokens as its example', () => {
  expect(documented.get('regime')!.allowed).toContain(`"fresh": ${defaultFresh}}`);
});
