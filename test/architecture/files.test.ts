/** Rules for every source file: purity, first line, file name, exported names. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, root, sources } from './imports.ts';

interface Package {
  scripts: Record<string, string>;
}

const product = filesIn('shared', 'server', 'client');

const containing = (files: string[], pattern: RegExp) =>
  files.filter((file) => pattern.test(sources.get(file)!));

test('the environment is read in one place', () => {
  expect(containing(product, /process\.env/)).toEqual(['server/run.ts']);
});

test('shared is pure: no clock, no randomness of its own, no timers', () => {
  const impure = /Date\.now|new Date\(\)|Math\.random|performance\.|setTimeout|crypto\.|process\./;
  expect(containing(filesIn('shared'), impure)).toEqual([]);
});

test('pages hold no socket, fetch or storage', () => {
  const impure = /socket\.io|\bfetch\(|localStorage|sessionStorage/;
  expect(containing(filesIn('client/pages'), impure)).toEqual([]);
});

test('every file opens with a sentence on what it owns', () => {
  const opened = containing([...sources.keys()], /^(#!.*\n)?(<!--|\/\*\*)/);
  expect(opened.length).toBeGreaterThan(300);
  expect([...sources.keys()].filter((file) => !opened.includes(file))).toEqual([]);
});

test('npm test starts no program but Node, so that it passes where npm alone is installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
  expect(scripts['test']).toMatch(/ vitest run --project=!tools$/);
  const tests = filesIn('test').filter((file) => !file.startsWith('test/tools/'));
  // all start Node itself
  expect(containing(tests, /^import \{.* from '(node:)?child_process'/m)).toEqual([
    'test/integration/backup.test.ts',
    'test/integration/lifecycle/installation.test.ts',
    'test/support/process/server-process.ts',
  ]);
});

test('names say what a thing is', () => {
  const vague = /(utils?|helpers?|types|manager|service|index|common|misc)\.(ts|svelte)$/i;
  expect([...sources.keys()].filter((file) => vague.test(file))).toEqual([]);
});

/** A name in lower case without hyphens: a file's and its class's are the same. */
const plain = (name: string) => name.replaceAll('-', '').toLowerCase();

/** Names that gave way to the field's standard terms. */
const retired = new Set(
  `Talk Speaker speaks isLetIn Allowance Terms Remembered Guest heardThrough Backlog taken cut frames forget Lookout
  seesPast rest Phones Watchers letGo Unanswered goesOn due waitsFor comeBack giveTime playFor lastCall Asking Outlooks
  paced Trails openTrails Parcel Story tell Arrival hold sweep Steering doubts film opening checking TakeAway isolated
  figures awake bins Die Pocket Pupil Cable weather Judge`
    .split(/\s+/)
    .map(plain),
);

/** Names that are retired in some folders only: elsewhere they are the standard term. */
const retiredIn: Readonly<Record<string, readonly string[]>> = {
  line: ['server', 'client/net'],
  written: ['server'],
  ground: ['server'],
  waiting: ['server'],
  address: ['client'],
};

test('no file and no export bears a retired name', () => {
  const declared = /^export (?:default )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
  const listed = /^export (?:type )?\{([^}]*)\}/gm;
  const isRetired = (file: string) => (name: string) =>
    retired.has(plain(name)) || retiredIn[plain(name)]?.some((folder) => file.startsWith(`${folder}/`));
  const found = [...sources].flatMap(([file, text]) => {
    const lists = [...text.matchAll(listed)].flatMap(([, names]) => names!.split(','));
    const exported = [
      ...[...text.matchAll(declared)].map(([, name]) => name!),
      ...lists.map((name) => name.trim().split(/\s+/).at(-1)!),
    ];
    // a fold is foldEvents; a replay is a page, a download and a verification
    if (exported.includes('replay')) return [`${file}: replay`];
    return [basename(file).split('.')[0]!, ...exported]
      .filter(isRetired(file))
      .map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});
