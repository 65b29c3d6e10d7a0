/** What a Lab is set to, and the address that says so. */
import type { Experiment } from '../../shared/rollout.ts';
import type { Regime } from '../../shared/unigram.ts';
import { grouped } from '../figures.ts';
import type { EngineName } from './simulating.ts';

/** Everything that the figures depend on. */
export interface Settings extends Experiment {
  /** of the stream of each figure */
  seed: number;
  rollouts: number;
  engine: EngineName;
}

/** The essay's numbers, and the seed of its example. */
export const essay: Settings = {
  seed: 42,
  start: 0.5,
  textLength: 10,
  rounds: 60,
  rollouts: 100,
  regime: { kind: 'replace' },
  engine: 'exact',
};

/** The share of real tokens where nobody has said another. */
export const usualFresh = 0.1;

type NumberName = 'seed' | 'p' | 'k' | 'rounds' | 'rollouts' | 'fresh';

/** What a field may be: a whole number from the one to the other or, where it is a chance, strictly between them. */
interface Limits {
  min: number;
  max: number;
  isChance?: true;
}

export const limits: Record<NumberName, Limits> = {
  seed: { min: 0, max: 2 ** 32 - 1 },
  p: { min: 0, max: 1, isChance: true },
  k: { min: 1, max: 1000 },
  rounds: { min: 1, max: 200 },
  rollouts: { min: 1, max: 1_000_000 },
  fresh: { min: 0, max: 1, isChance: true },
};

/** What a number has to be, as a sentence; null where it is. */
function problemOf(name: NumberName, value: number | null): string | null {
  const { min, max, isChance } = limits[name];
  const isRight =
    value !== null &&
    (isChance ? value > min && value < max : Number.isInteger(value) && value >= min && value <= max);
  if (isRight) return null;
  return isChance
    ? `${name} is a number above ${min} and below ${max}.`
    : `${name} is a whole number from ${min} to ${grouped(max)}.`;
}

/** The first thing that is not right, as a sentence; null where all is. A field that is empty is null. */
export function problemIn({ seed, start, textLength, rounds, rollouts, regime }: Settings): string | null {
  return (
    problemOf('seed', seed) ??
    problemOf('p', start) ??
    problemOf('k', textLength) ??
    problemOf('rounds', rounds) ??
    problemOf('rollouts', rollouts) ??
    (regime.kind === 'mix' ? problemOf('fresh', regime.fresh) : null)
  );
}

const regimes = ['replace', 'accumulate', 'mix'] as const;
const engines = ['exact', 'fast'] as const;

/**
 * Reads settings from the part of an address after `?`.
 *
 * What is left out is the essay's. What cannot be is too, and `problems` says so, a sentence each.
 */
export function readSettings(search: string): { settings: Settings; problems: string[] } {
  const asked = new URLSearchParams(search);
  const problems: string[] = [];
  const number = (name: NumberName, usual: number): number => {
    const text = asked.get(name);
    if (text === null) return usual;
    const value = text.trim() === '' ? null : Number(text);
    const problem = problemOf(name, value);
    if (problem === null) return value!;
    problems.push(`The link says ${name} = ${text || 'nothing'}. ${problem} It is ${usual} here.`);
    return usual;
  };
  const oneOf = <Name extends string>(name: string, names: readonly Name[], usual: Name): Name => {
    const text = asked.get(name);
    const found = names.find((one) => one === text);
    if (text !== null && found === undefined)
      problems.push(
        `The link says ${name} = ${text || 'nothing'}. It is one of ${names.join(', ')}, and ${usual} here.`,
      );
    return found ?? usual;
  };
  const kind = oneOf('regime', regimes, essay.regime.kind);
  const fresh = number('fresh', usualFresh);
  const regime: Regime = kind === 'mix' ? { kind, fresh } : { kind };
  const settings: Settings = {
    seed: number('seed', essay.seed),
    start: number('p', essay.start),
    textLength: number('k', essay.textLength),
    rounds: number('rounds', essay.rounds),
    rollouts: number('rollouts', essay.rollouts),
    regime,
    engine: oneOf('engine', engines, essay.engine),
  };
  return { settings, problems };
}

/** The address of these settings, from `/lab` on. */
export function addressOf({ seed, start, textLength, rounds, rollouts, regime, engine }: Settings): string {
  const said = { seed, p: start, k: textLength, rounds, rollouts, regime: regime.kind };
  const rest = { ...(regime.kind === 'mix' && { fresh: regime.fresh }), engine };
  const pairs = Object.entries({ ...said, ...rest }).map(([name, value]) => [name, String(value)]);
  return `/lab?${new URLSearchParams(pairs)}`;
}
