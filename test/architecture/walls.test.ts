/** Walls between folders: allowed imports, cycles, and packages that must not be loaded. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycles, filesIn, imports, reach, root, sources } from './imports.ts';

/** A table of CONTRIBUTING.md by its first heading: the names in a row, under the first of them. */
function tableOf(heading: string): Record<string, string[]> {
  const [, text] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(`\n| ${heading} |`);
  const rows = text!.split('\n\n')[0]!.split('\n').slice(2);
  const names = rows.map((row) => Array.from(row.matchAll(/`([^`]+)`/g), ([, name]) => name!));
  return Object.fromEntries(names.map(([first, ...others]) => [first!, others]));
}

const [walls, packages] = [tableOf('folder'), tableOf('package')];
const edges = [...imports].flatMap(([file, names]) =>
  names.map((name) => ({ file, name, text: `${file} imports ${name}` })),
);
const covers = (folder: string, path: string) => path === folder || path.startsWith(`${folder}/`);
const isFile = (name: string) => /^(shared|server|client|test|tools)\//.test(name);

/** Whether a name of the table stands for a folder. */
const matches = (name: string, folder: string) =>
  name.endsWith('/**') ? covers(name.slice(0, -3), folder) : name === folder;

/** The row of a folder; undefined where it has none. */
const rowOf = (folder: string) => Object.keys(walls).find((row) => matches(row, folder));

describe('folders', () => {
  test('every folder has a row', () => {
    expect(Object.keys(walls).length).toBeGreaterThan(40);
    const folders = new Set([...sources.keys()].map((file) => dirname(file)));
    expect([...folders].filter((folder) => rowOf(folder) === undefined)).toEqual([]);
  });

  test('every import is allowed', () => {
    const internal = edges.filter(({ name }) => isFile(name));
    expect(internal.length).toBeGreaterThan(1000);
    const forbidden = internal.filter(({ file, name }) => {
      const [row, folder] = [rowOf(dirname(file))!, dirname(name)];
      return ![row, ...walls[row]!].some((one) => matches(one, folder));
    });
    expect(forbidden.map(({ text }) => text)).toEqual([]);
  });

  test('the rows contain no cycle', () => {
    const base = (name: string) => name.replace('/**', '');
    const overlap = (one: string, other: string) => matches(one, base(other)) || matches(other, base(one));
    const rows = Object.keys(walls);
    const others = (row: string) =>
      rows.filter((other) => other !== row && walls[row]!.some((name) => overlap(name, other)));
    expect(cycles(new Map(rows.map((row) => [row, others(row)])))).toEqual([]);
  });

  test('no cycles between folders', () => {
    const folders = new Map<string, string[]>();
    // a command of tools/ and the folder of its name are one
    for (const [file, names] of [...imports].filter(([file]) => !covers('tools', file))) {
      const others = names.filter(isFile).map(dirname);
      const folder = dirname(file);
      folders.set(folder, [...(folders.get(folder) ?? []), ...others.filter((other) => other !== folder)]);
    }
    expect(cycles(folders)).toEqual([]);
  });

  test('no cycles between files, components and types counted', () => {
    expect(cycles(imports)).toEqual([]);
  });
});

describe('packages', () => {
  const nameOf = (specifier: string) =>
    specifier.startsWith('node:')
      ? 'node'
      : specifier.startsWith('@noble/')
        ? '@noble/hashes'
        : specifier.split('/')[0]!;

  test('every package is imported where the table says', () => {
    const found = edges.filter(
      ({ file, name }) =>
        /^(shared|server|client)\//.test(file) && !isFile(name) && name !== 'vite.config.ts',
    );
    expect(found.length).toBeGreaterThan(90);
    const forbidden = found.filter(
      ({ file, name }) => !packages[nameOf(name)]?.some((entry) => covers(entry, file)),
    );
    expect(forbidden.map(({ text }) => text)).toEqual([]);
  });

  /** The packages that a folder loads, through other files too. */
  const loaded = (...folders: string[]) => {
    const seen = new Set<string>();
    for (const file of filesIn(...folders)) reach(imports, file, seen);
    return new Set([...seen].filter((name) => !isFile(name)).map(nameOf));
  };

  test('rooms load neither Socket.IO nor Express, not even through another file', () => {
    const found = loaded('server/room');
    expect(found).toContain('pino');
    for (const name of ['socket.io', 'socket.io-parser', 'engine.io', 'ws', 'express'])
      expect(found).not.toContain(name);
  });

  test('the client loads no validation library, not even through another file', () => {
    const found = loaded('client');
    expect(found).toContain('svelte');
    expect(found).not.toContain('zod');
  });
});

test('theory and the engines that are tested against it share no code', () => {
  const theory = reach(imports, 'shared/theory/outlook.ts');
  const engines = reach(imports, 'shared/model/sampler/fast.ts', reach(imports, 'shared/model/rollout.ts'));
  expect(engines.size).toBeGreaterThan(4);
  expect([...theory].filter((file) => engines.has(file))).toEqual([]);
});

test('the gateway holds no game rules: it neither decides nor evolves', () => {
  const rules = /^shared\/session\/(rules\/|evolve|deal)/;
  expect(edges.filter(({ file, name }) => covers('server/gateway', file) && rules.test(name))).toEqual([]);
});
