/** The Lab's settings: limits, defaults, URL parameters. */
import type { Experiment } from '../../shared/model/rollout.ts';
import type { Regime } from '../../shared/model/unigram.ts';
import { defaultConfig, defaultFresh } from '../../shared/session/config.ts';
import type { Parameters } from '../ui/url-state.ts';
import { settings as game } from '../game/settings.text.ts';
import { faultOf, type NumberSetting } from '../ui/fields/number-setting.ts';
import type { EngineName } from './simulate.ts';

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
  start: defaultConfig.start,
  textLength: defaultConfig.textLength,
  rounds: defaultConfig.rounds,
  rollouts: 100,
  regime: defaultConfig.regime,
  engine: 'exact',
};

/** The settings that are numbers, by their names in an address. */
export const numbers = {
  seed: {
    ...game.rounds,
    label: 'Seed',
    why: 'The same seed draws the same lines.',
    min: 0,
    max: 2 ** 32 - 1,
  },
  p: { ...game.start, label: 'p', min: 0.001, max: 0.999, step: 0.001 },
  k: { ...game.textLength, label: 'k', why: 'Tokens in a text.' },
  rounds: game.rounds,
  rollouts: {
    ...game.textLength,
    label: 'Rollouts',
    why: 'Lines at your k. The other figures have 100 at most.',
    max: 1_000_000,
  },
  fresh: { ...game.fresh, min: 0.001, max: 0.999, step: 0.001 },
} satisfies Record<string, NumberSetting>;

/** The first thing that is not right, as a sentence; null where all is. A field that is empty is NaN. */
export function problemIn({ seed, start, textLength, rounds, rollouts, regime }: Settings): string | null {
  return (
    faultOf(numbers.seed, seed) ??
    faultOf(numbers.p, start) ??
    faultOf(numbers.k, textLength) ??
    faultOf(numbers.rounds, rounds) ??
    faultOf(numbers.rollouts, rollouts) ??
    (regime.kind === 'mix' ? faultOf(numbers.fresh, regime.fresh) : null)
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
  const number = (name: keyof typeof numbers, usual: number): number => {
    const text = asked.get(name);
    if (text === null) return usual;
    const value = text.trim() === '' ? NaN : Number(text);
    const fault = faultOf(numbers[name], value);
    if (fault === null) return value;
    problems.push(`The link says ${name} = ${text || 'nothing'}. ${fault} It is ${usual} here.`);
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
  const fresh = number('fresh', defaultFresh);
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

export function parametersOf(settings: Settings): Parameters {
  const { seed, start, textLength, rounds, rollouts, regime, engine } = settings;
  return {
    seed: String(seed),
    p: String(start),
    k: String(textLength),
    rounds: String(rounds),
    rollouts: String(rollouts),
    regime: regime.kind,
    fresh: regime.kind === 'mix' ? String(regime.fresh) : null,
    engine,
  };
}
