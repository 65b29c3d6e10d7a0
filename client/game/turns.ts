/** Open and next turns by name. */
import { dealNext } from '../../shared/session/deal.ts';
import { isPlayed, openStep, type Started } from '../../shared/session/state.ts';
import { nameOf } from './board.text.ts';

export interface Turns {
  /** who has the open turn of each rollout; null where there is none */
  now: (string | null)[];
  /** what they do */
  doing: string;
  /** who will have the next one, by who is here now */
  next: (string | null)[];
}

export function turnsOf(state: Started): Turns {
  const step = openStep(state);
  const name = (player: number | null) => (player === null ? null : nameOf(state, player));
  const now = state.rollouts.map((rollout, index) =>
    step && !isPlayed(rollout, step) ? name(step.turns[index] ?? null) : null,
  );
  return {
    now,
    doing: step?.kind === 'refit' ? 'trains the next model' : 'writes',
    next: dealNext(state).map(name),
  };
}
