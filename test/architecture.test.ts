/** The walls between the folders, and what every file must be. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each file imports: paths from the root for files, names for packages. */
function importsIn(glob: string): Map<string, string[]> {
  const all = globSync(glob, { exclude: ['**/node_modules/**'] });
  return new Map(
    all.map((file) => {
      const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\(?)\s*'([^']+)'/g);
      const resolve = (name: string) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name);
      return [file, [...found].map(([, name]) => resolve(name!))];
    }),
  );
}

const imports = importsIn('{shared,server,client}/**/*.{ts,svelte}');
const files = [...imports.keys()];

/** Every import of the files whose path begins so. */
function importsOf(...prefixes: string[]): [string, string][] {
  return [...imports].flatMap(([file, names]) =>
    prefixes.some((prefix) => file.startsWith(prefix))
      ? names.map((name) => [file, name] as [string, string])
      : [],
  );
}

/** Fails with each import that the rule forbids, by file. */
function forbid(found: [string, string][], forbidden: (name: string) => boolean): void {
  expect(found.length).toBeGreaterThan(0);
  expect(
    found.filter(([, name]) => forbidden(name)).map(([file, name]) => `${file} imports ${name}`),
  ).toEqual([]);
}

const inFolder = (folder: string) => (name: string) => name.startsWith(`${folder}/`);

/** Packages that are pure, and so welcome in shared/. */
const pure = ['zod', '@noble/hashes/'];

describe('walls', () => {
  test('shared imports nothing outside itself, but small pure libraries', () => {
    forbid(
      importsOf('shared/'),
      (name) => !name.startsWith('shared/') && !pure.some((one) => name.startsWith(one)),
    );
  });

  test('server and client never import each other', () => {
    forbid(importsOf('server/'), inFolder('client'));
    forbid(importsOf('client/'), inFolder('server'));
  });

  test('the model does not know the session, nor the session its views and protocol', () => {
    forbid(importsOf('shared/model/'), inFolder('shared/session'));
    forbid(importsOf('shared/session/'), (name) => /^shared\/(view|wire|replay|theory)\//.test(name));
  });

  test('theory and the engines share no code: a judge does not share code with the judged', () => {
    const [theory, engines] = [
      reach('shared/theory/outlook.ts'),
      reach('shared/model/sampler/fast.ts', reach('shared/model/rollout.ts')),
    ];
    expect(engines.size).toBeGreaterThan(4);
    expect([...theory].filter((file) => engines.has(file))).toEqual([]);
  });

  test('rooms know neither Socket.IO nor Express, and no gateway', () => {
    forbid(importsOf('server/room/'), (name) =>
      /^(socket\.io$|express)|server\/(gateway\/(?!encoder)|http|app)/.test(name),
    );
  });

  test('the gateway and its guests hold no game rules: they neither decide nor evolve', () => {
    forbid(importsOf('server/gateway/'), (name) => /session\/(rules|evolve|deal)/.test(name));
  });

  test('the client checks nothing that the server checks: no validation library on devices', () => {
    forbid(importsOf('client/'), (name) => name === 'zod' || name === 'shared/wire/validate.ts');
  });

  test('pages hold no socket, fetch or storage', () => {
    const pages = files.filter((file) => file.startsWith('client/pages/'));
    expect(pages.length).toBeGreaterThan(0);
    for (const file of pages)
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /socket\.io|\bfetch\(|localStorage|sessionStorage/,
      );
  });
});

test('of all tests a test imports its own folder and test/support alone, and never a tool', () => {
  const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
  const tests = importsIn('test/*/**/*.ts');
  expect(tests.size).toBeGreaterThan(100);
  const foreign = [...tests].flatMap(([file, names]) =>
    names
      .filter((name) => /^(test|tools)\//.test(name))
      .filter((name) => !['test/support', folderOf(file)].includes(folderOf(name)))
      .map((name) => `${file} imports ${name}`),
  );
  expect(foreign).toEqual([]);
});

describe('files', () => {
  test('the environment is read in one place', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['server/run.ts']);
  });

  test('shared is pure: no clock, no randomness of its own, no timers', () => {
    for (const file of files.filter((one) => one.startsWith('shared/')))
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /Date\.now|Math\.random|setTimeout|crypto\.|process\./,
      );
  });

  test('every file opens with a sentence on what it owns', () => {
    const silent = files.filter((file) => !/^(#!.*\n)?(<!--|\/\*\*)/.test(readFileSync(file, 'utf8')));
    expect(silent).toEqual([]);
  });

  test('names say what a thing is', () => {
    expect(
      files.filter((file) =>
        /(utils?|helpers?|types|manager|service|index|common|misc)\.(ts|svelte)$/i.test(file),
      ),
    ).toEqual([]);
  });
});

/** A file and all that it imports, directly or not. */
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !imports.has(file)) return seen;
  seen.add(file);
  for (const name of imports.get(file)!) reach(name, seen);
  return seen;
}
