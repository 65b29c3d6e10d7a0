/** Sentences at start where an installation lacks something. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../support/tmp.ts';

const check = join(import.meta.dirname, '../../../tools/checks/installation.js');

/** @returns the exit code and what is said */
function run(script: string, ...options: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, script], { encoding: 'utf8' });
  return `${status} ${stdout}${stderr}`;
}

/** A copy of the check in a folder where nothing else is. */
function installedIn(name: string): string {
  const script = join(testFolder(), name, 'tools/checks/installation.js');
  cpSync(check, script);
  return script;
}

test('nothing is said where all is well', () => {
  expect(run(check)).toBe('0 ');
});

test('a folder with a # or a ? in its path', () => {
  for (const name of ['c#', 'why?'])
    expect(run(installedIn(name))).toMatch(/^1 The client cannot be built in .+: move the game/);
});

test('no packages', () => {
  expect(run(installedIn('game'))).toBe('1 The packages are not installed: run "npm ci".\n');
});

test('an older Node, since scripts of packages did not run', () => {
  const older = 'Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })';
  expect(run(check, '--import', `data:text/javascript,${older}`)).toMatch(
    /^1 Node 24 is required, and this is 20\.1\.0\. .+ignore-scripts=true.+npm rebuild/,
  );
});
