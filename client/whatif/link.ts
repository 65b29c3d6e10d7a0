/** URL parameters of a what-if: `?regime=mix&fresh=0.1&from=12`. */
import type { Question } from '../../shared/replay/whatif.ts';
import { configLimits } from '../../shared/session/config.ts';

const names = ['textLength', 'start', 'regime', 'fresh', 'from'] as const;
type Name = (typeof names)[number];

const { min, max } = configLimits.textLength;

/** What an address asks, null where it asks nothing; or its first parameter that cannot be. */
export type Asked = { question: Question | null } | { wrong: string };

/** The parameters that ask this; null for those that it does not need, and for all of them where nothing is asked. */
export function parametersOf(question: Question | null): Record<Name, string | null> {
  const { textLength, start, regime, from } = question ?? {};
  const fresh = regime?.kind === 'mix' ? regime.fresh : undefined;
  const text = (value: string | number | undefined) => (value === undefined ? null : String(value));
  return {
    textLength: text(textLength),
    start: text(start),
    regime: text(regime?.kind),
    fresh: text(fresh),
    // the start goes without saying
    from: text(from === 0 && Object.keys(question!).length > 1 ? undefined : from),
  };
}

/**
 * Reads the parameters of an address, strictly; others than a what-if's are passed over.
 *
 * @param mostFrom the last round from which anything can be otherwise
 */
export function parseWhatIf(search: string, mostFrom: number): Asked {
  const given = new URLSearchParams(search);
  const question: Question = { from: 0 };
  const asked = names.filter((name) => given.has(name));
  for (const name of asked) {
    const [text = '', again] = given.getAll(name);
    const part = again === undefined ? read(name, text, given, mostFrom) : null;
    if (part === null) return { wrong: `${name}=${text}` };
    Object.assign(question, part);
  }
  return { question: asked.length > 0 ? question : null };
}

/** The part of a question that one parameter is; null where it cannot be. */
function read(name: Name, text: string, given: URLSearchParams, mostFrom: number): Partial<Question> | null {
  switch (name) {
    case 'textLength':
    case 'from': {
      const [least, most] = name === 'from' ? [0, mostFrom] : [min, max];
      const isWhole = /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
      return isWhole ? { [name]: Number(text) } : null;
    }
    case 'start':
      return isShare(text) ? { start: Number(text) } : null;
    case 'regime':
      if (text === 'mix') return given.has('fresh') ? {} : null;
      return text === 'replace' || text === 'accumulate' ? { regime: { kind: text } } : null;
    case 'fresh':
      return given.get('regime') === 'mix' && isShare(text)
        ? { regime: { kind: 'mix', fresh: Number(text) } }
        : null;
    default:
      return name satisfies never;
  }
}

/** A number between 0 and 1, both excluded, as people write it. */
function isShare(text: string): boolean {
  return /^0?\.\d{1,20}$/.test(text) && Number(text) > 0 && Number(text) < 1;
}
