/** Scene of the board's chart: every rollout in the colour of its p, over simulated ones, with marks. */
import { simulationSeed } from '../../shared/session/secret.ts';
import type { Started } from '../../shared/session/state.ts';
import type { Collapse } from '../game/board-state.ts';
import type { Theme } from '../ui/colour.ts';
import type { Figure } from './marks.ts';
import type { Simulation } from './painter.ts';

/** As many as in the essay's figure. */
const simulatedCount = 100;

/** The simulated rollouts of a game: the essay's loop, from the commitment on which all agree. */
export function simulationOf({ commitment, config }: Pick<Started, 'commitment' | 'config'>): Simulation {
  const { start, textLength, rounds, regime } = config;
  const experiment = { start, textLength, rounds, regime };
  return { seed: simulationSeed(commitment), count: simulatedCount, experiment };
}

export function figureOf(
  { rollouts, teams }: Started,
  collapses: readonly Collapse[],
  round: number,
  theme: Theme,
): Figure {
  const lines = rollouts.map(({ line }) => line);
  const thick = lines.length === 1 || teams !== null;
  return { lines, collapses, round, theme, thick, numbered: teams !== null };
}
