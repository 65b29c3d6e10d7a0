/** Who wrote a game's texts where students type: they do, or chance for simulated and absent ones, and at the end. */
import { isAbsorbing } from '../../shared/session/config.ts';
import type { Started } from '../../shared/session/state.ts';

/** How many texts people made up, of how many. */
export function textsMadeUp({ rollouts, players, config }: Started): { typed: number; all: number } {
  const writers = rollouts.flatMap((rollout) => rollout.writers);
  const isPerson = (by: (typeof writers)[number]) => by !== 'server' && !players[by - 1]!.bot;
  return { typed: config.writing === 'type' ? writers.filter(isPerson).length : 0, all: writers.length };
}

/**
 * Whether a model at 0 or 1 stays there from now on: under `replace`, where chance writes. Once the server plays on by
 * itself, it does so where students typed too.
 */
export function endsStay(state: Started): boolean {
  if (state.config.regime.kind !== 'replace' || isAbsorbing(state.config)) return isAbsorbing(state.config);
  if (state.phase === 'finished') return state.rollouts.every(({ writers }) => writers.at(-1) === 'server');
  return (state.phase === 'paused' ? state.resumes : state.phase) === 'watching';
}
