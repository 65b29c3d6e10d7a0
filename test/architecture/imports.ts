/** The import graph of the repository: every import of every file, types and components included. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A source file, or any other node of the graph, and what it leads to. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Source files by path from the root, with their text. */
export const sources: ReadonlyMap<string, string> = new Map(
  globSync('{shared,server,client,test,tools}/**/*.{ts,svelte}', { cwd: root })
    .toSorted()
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
);

/** What each source file imports: paths from the root for files, names for packages. */
export const imports: Graph = new Map(
  [...sources].map(([file, text]) => [
    file,
    [...modules(file, text), ...workers(file, text), ...globs(file, text)],
  ]),
);

/** The files of a folder; all source files for none. */
export function filesIn(...folders: string[]): string[] {
  return [...sources.keys()].filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
}

/** A node and all that it leads to, directly or not. */
export function reach(graph: Graph, from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const next of graph.get(from) ?? []) reach(graph, next, seen);
  return seen;
}

/** A cycle through each node that has one, as text; each cycle once. */
export function cycles(graph: Graph): string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (node: string, path: string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) found.add([...path.slice(at), node].join(' → '));
    if (at >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return [...found];
}

/** Static, side-effect, type and dynamic imports, and modules that a test replaces. */
function modules(file: string, text: string): string[] {
  const names = text.matchAll(/(?:\bfrom|\bimport\(?|\bvi\.\w+\()\s*'([^'\n]+)'/g);
  return [...names].map(([, name]) => (name!.startsWith('.') ? resolve(file, name!) : name!));
}

/** The scripts of workers: URLs relative to `import.meta.url`. */
function workers(file: string, text: string): string[] {
  return [...text.matchAll(/new URL\('([^'\n]+)', import\.meta\.url\)/g)].map(([, name]) =>
    resolve(file, name!),
  );
}

/** The files that Vite's `import.meta.glob` finds; a pattern that begins with ! excludes. */
function globs(file: string, text: string): string[] {
  return [...text.matchAll(/import\.meta\.glob(?:<.*>)?\(([^)]*)\)/g)].flatMap(([, argument]) => {
    const patterns = [...argument!.matchAll(/'(!?)([^'\n]+)'/g)];
    const matches = (sign: string) =>
      patterns
        .filter(([, not]) => not === sign)
        .flatMap(([, , pattern]) => globSync(pattern!, { cwd: join(root, dirname(file)) }))
        .map((path) => relative(root, join(root, dirname(file), path)));
    const excluded = matches('!');
    return matches('').filter((path) => !excluded.includes(path));
  });
}

/** @throws Error where there is no such file: an import of which nothing is known would pass every wall */
function resolve(file: string, name: string): string {
  const path = join(dirname(file), name.replace(/\?.*$/, ''));
  if (!existsSync(join(root, path))) throw new Error(`${file} imports ${name}, which does not exist`);
  return path;
}
