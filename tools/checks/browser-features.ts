/** Features of browsers that scripts and styles use, looked up in MDN's compatibility data. */
import bcd, {
  type BrowserName,
  type CompatStatement,
  type Identifier,
} from '@mdn/browser-compat-data' with { type: 'json' };
import { parseCss, type AST } from 'svelte/compiler';
import { parseSync, Visitor } from 'vite';

type Browser = 'chrome' | 'safari' | 'firefox';

/** Versions, as in `{ safari: '15.4' }`. */
export type Versions = Readonly<Record<Browser, string>>;

/** Features by name that one of the browsers lacks, and since when it and the others have them. */
export type Missing = Map<string, string>;

type Features = Record<string, Identifier | undefined>;

export const compatOf = (feature: Identifier | undefined) =>
  feature?.['__compat'] as CompatStatement | undefined;
const { builtins, classes, regular_expressions: patterns } = bcd.javascript as Record<string, Features>;
const { properties, selectors, types, 'at-rules': atRules } = bcd.css as unknown as Record<string, Features>;
const globals = { ...builtins, ...(bcd.api as Features) };

/** What instances have, by name: what they are instances of, and the member. */
const members = new Map<string, { owner: CompatStatement | undefined; member: CompatStatement }[]>();
for (const owner of Object.values(globals))
  for (const [name, feature] of Object.entries(owner!)) {
    const member = compatOf(feature as Identifier);
    if (name === '__compat' || /_(static|event)$/.test(name) || !member) continue;
    members.set(name, [...(members.get(name) ?? []), { owner: compatOf(owner), member }]);
  }

export function isAtLeast(version: string, other: string): boolean {
  const [major, minor = 0] = version.split('.').map(Number);
  const [otherMajor, otherMinor = 0] = other.replace('≤', '').split('.').map(Number);
  return major! > otherMajor! || (major === otherMajor && minor >= otherMinor);
}

const statementsOf = (feature: CompatStatement, browser: BrowserName) =>
  [feature.support[browser] ?? []].flat();

/** Whether a version has a feature, without a prefix and without a flag. */
export function has(feature: CompatStatement, browser: BrowserName, version: string): boolean {
  return statementsOf(feature, browser).some(
    ({ version_added: added, version_removed: removed, flags, prefix, alternative_name: other }) =>
      typeof added === 'string' &&
      added !== 'preview' &&
      isAtLeast(version, added) &&
      !(typeof removed === 'string' && isAtLeast(version, removed)) &&
      !(flags ?? prefix ?? other),
  );
}

class Collector {
  readonly missing: Missing = new Map();
  readonly #versions: readonly [Browser, string][];

  constructor(versions: Versions) {
    this.#versions = Object.entries(versions) as [Browser, string][];
  }

  add(name: string, feature: Identifier | undefined): void {
    const known = compatOf(feature);
    if (known) this.#collect(name, known, (...at) => !has(known, ...at));
  }

  /** A property of an unknown object: missing where of all that the browser has, none has such a member. */
  addMember(name: string): void {
    const all = members.get(name) ?? [];
    if (all[0])
      this.#collect(`.${name}`, all[0].member, (...at) => {
        const known = all.filter(({ owner }) => owner === undefined || has(owner, ...at));
        return known.length > 0 && !known.some(({ member }) => has(member, ...at));
      });
  }

  #collect(
    name: string,
    feature: CompatStatement,
    isMissing: (browser: Browser, version: string) => boolean,
  ): void {
    const lacking = this.#versions.filter((at) => isMissing(...at));
    const since = ([browser]: [Browser, string]) =>
      `${browser} ${statementsOf(feature, browser)[0]?.version_added || 'never'}`;
    if (lacking.length > 0) this.missing.set(name, lacking.map(since).join(', '));
  }
}

/** Features of the language and of the API that a script uses and one of the browsers lacks. */
export function missingInScript(code: string, versions: Versions): Missing {
  const found = new Collector(versions);
  const keys = new Set<unknown>();
  const visitor = new Visitor({
    MemberExpression({ computed, object, property }) {
      if (computed || property.type !== 'Identifier') return;
      keys.add(property);
      const owner = object.type === 'Identifier' ? (globals[object.name] as Features | undefined) : undefined;
      const own = owner?.[`${property.name}_static`] ?? owner?.[property.name];
      if (own) found.add(`${(object as { name: string }).name}.${property.name}`, own);
      else found.addMember(property.name);
    },
    Property: ({ key, shorthand }) => void (shorthand || keys.add(key)),
    MethodDefinition: ({ key }) => void keys.add(key),
    PropertyDefinition: ({ key }) => void keys.add(key),
    Identifier: (node) => void (keys.has(node) || found.add(node.name, globals[node.name])),
    StaticBlock: () =>
      void found.add('static block', (classes!['static'] as Features)['initialization_blocks']),
    Literal(node) {
      if (!('regex' in node)) return;
      if (/\(\?<[=!]/.test(node.regex.pattern)) found.add('(?<=', patterns!['lookbehind_assertion']);
      if (node.regex.flags.includes('v')) found.add('/v', (builtins!['RegExp'] as Features)['unicodeSets']);
    },
  });
  visitor.visit(parseSync('script.js', code).program);
  return found.missing;
}

/** The feature of a unit of length, as in `dvh`. */
function unitOf(name: string): Identifier | undefined {
  const lengths = types!['length'] as Features;
  const size = /^([dsl])v/.exec(name)?.[1];
  if (size) return lengths[`viewport_percentage_units_${{ d: 'dynamic', s: 'small', l: 'large' }[size]}`];
  return lengths[name.startsWith('cq') ? 'container_query_length_units' : name];
}

function missingInDeclaration({ property, value }: AST.CSS.Declaration, versions: Versions): Missing {
  const found = new Collector(versions);
  const own = properties![property] as Features | undefined;
  const colours = types!['color'] as Features;
  found.add(property, own as Identifier | undefined);
  const plain = value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)|--[\w-]+/g, '');
  for (const [, name] of plain.matchAll(/\d([a-z]+)\b/g)) found.add(name!, unitOf(name!));
  for (const [, name] of plain.matchAll(/([a-z-]+)\(/g))
    found.add(`${name}()`, types![name!] ?? colours[name!] ?? own?.[name!]);
  for (const [, name] of plain.matchAll(/(?<![\w-])([a-z-]+)(?![\w(-])/g))
    found.add(`${property}: ${name}`, own?.[name!]);
  return found.missing;
}

/**
 * Features of CSS that a style sheet uses and one of the browsers lacks.
 *
 * A value is not counted if the same rule has another one for the property before it; nor is what `@supports` guards.
 */
export function missingInStyle(code: string, versions: Versions): Missing {
  const found = new Collector(versions);

  function visitBlock(children: AST.CSS.Block['children']) {
    const declared = new Set<string>();
    for (const child of children) {
      if (child.type !== 'Declaration') {
        visit(child);
        continue;
      }
      const missing = missingInDeclaration(child, versions);
      if (!declared.has(child.property)) for (const [name, since] of missing) found.missing.set(name, since);
      if (missing.size === 0) declared.add(child.property);
    }
  }

  function visit(node: AST.CSS.Rule | AST.CSS.Atrule) {
    if (node.type === 'Rule') {
      const text = code.slice(node.prelude.start, node.prelude.end);
      for (const [, name] of text.matchAll(/::?([\w-]+)/g)) found.add(`:${name}`, selectors![name!]);
      visitBlock(node.block.children);
      return;
    }
    const rule = atRules![node.name] as Features | undefined;
    found.add(`@${node.name}`, rule as Identifier | undefined);
    if (node.name === 'supports') return;
    for (const [, name] of node.prelude.matchAll(/\((?:min-|max-)?([a-z-]+)/g))
      found.add(`@${node.name} (${name})`, rule?.[name!]);
    if (/[<>]/.test(node.prelude)) found.add(`@${node.name} (<)`, rule?.['range_syntax']);
    if (node.block) visitBlock(node.block.children);
  }

  parseCss(code).children.forEach(visit);
  return found.missing;
}
