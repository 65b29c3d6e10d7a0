/** A boundary of its own round each figure, so that one that fails is empty and what stands beside it goes on. */
import { basename } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { filesIn, sources } from './imports.ts';

const components = filesIn('client').filter((file) => file.endsWith('.svelte'));

/** What draws: a part of `client/figure`, an image for screen readers, or colours that mean something. */
const figureNames = new Set(
  components
    .filter(
      (file) =>
        file.startsWith('client/figure/') || /role="img"|class="[^"]*\bcoloured\b/.test(sources.get(file)!),
    )
    .map((file) => basename(file, '.svelte')),
);

interface Use {
  figure: string;
  /** where the boundary round it begins; null where there is none */
  boundary: number | null;
}

/** Every figure in a component's markup, with the innermost boundary round it. */
function usesIn(text: string): Use[] {
  const uses: Use[] = [];
  const visit = (value: unknown, boundary: number | null): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = value as Partial<AST.Component>;
    if (node.type === 'Component' && figureNames.has(node.name!)) uses.push({ figure: node.name!, boundary });
    const within = (node.type as string) === 'SvelteBoundary' ? node.start! : boundary;
    for (const child of Object.values(value)) visit(child, within);
  };
  visit(parse(text, { modern: true }).fragment, null);
  return uses;
}

test('figures are what they are taken for', () => {
  for (const name of ['Chart', 'Histogram', 'Share', 'Strip', 'Fan', 'Qr', 'Sparkline', 'Tokens'])
    expect(figureNames).toContain(name);
});

test('each stands alone in a boundary', () => {
  const faults: string[] = [];
  let found = 0;
  for (const file of components) {
    // what a figure is made of fails with it
    if (file.startsWith('client/figure/')) continue;
    const taken = new Set<number>();
    for (const { figure, boundary } of usesIn(sources.get(file)!)) {
      found++;
      if (boundary === null || taken.has(boundary)) faults.push(`${file}: ${figure}`);
      else taken.add(boundary);
    }
  }
  expect(found).toBeGreaterThanOrEqual(18);
  expect(faults).toEqual([]);
});
