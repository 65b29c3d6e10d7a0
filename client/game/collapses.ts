/** Histograms by round of collapses and forecasts, and the exact laws of both. */
import type { Config } from '../../shared/session/config.ts';
import type { Started } from '../../shared/session/state.ts';
import { firstReached } from '../../shared/theory/collapse.ts';
import type { Collapse } from './board-state.ts';

/** Counts or chances by round: 0 … n, and after n or never. */
export interface ByRound {
  rounds: number[];
  later: number;
}

const noneByRound = ({ rounds }: Config): number[] => Array.from({ length: rounds + 1 }, () => 0);

/** Each model's first arrival at an end: under `replace` its collapse, elsewhere it may leave and come again. */
export function firstOf(collapses: readonly Collapse[]): Collapse[] {
  const firsts = new Map<number, Collapse>();
  for (const collapse of collapses) if (!firsts.has(collapse.rollout)) firsts.set(collapse.rollout, collapse);
  return [...firsts.values()];
}

/** How many models came to this end in each round, each counted once. */
export function collapsesAt(pole: 0 | 1, { config }: Started, collapses: readonly Collapse[]): ByRound {
  const rounds = noneByRound(config);
  for (const collapse of firstOf(collapses)) if (collapse.pole === pole) rounds[collapse.round]!++;
  return { rounds, later: 0 };
}

/** How many models have not come to an end yet. */
export function notYet({ rollouts, config }: Started, collapses: readonly Collapse[]): ByRound {
  return { rounds: noneByRound(config), later: rollouts.length - firstOf(collapses).length };
}

/** How many forecasts named each round; later: how many were never. */
export function forecastsByRound({ players, config }: Started): ByRound {
  const rounds = noneByRound(config);
  let later = 0;
  for (const { forecast } of players)
    if (forecast?.round === null) later++;
    else if (forecast) rounds[forecast.round]!++;
  return { rounds, later };
}

/**
 * The law of the round in which something happens.
 *
 * @param happened P(it has happened by t), t = 0 … as far as it was played
 * @param rounds n; what was not played is later
 */
export function lawOf(happened: readonly number[], rounds: number): ByRound {
  return {
    rounds: [...firstReached(happened), ...Array.from({ length: rounds + 1 - happened.length }, () => 0)],
    later: 1 - happened.at(-1)!,
  };
}

export function times({ rounds, later }: ByRound, factor: number): ByRound {
  return { rounds: rounds.map((value) => value * factor), later: later * factor };
}
