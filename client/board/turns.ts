/** Open and next turns by name. */
import { dealNext } from '../../shared/session/deal.ts';
import { isPlayed, openStep, type Started } from '../../shared/session/state.ts';
import { nameOf } from '../game/board.text.ts';

/** Who has the open turn of each rollout; null: the server, undefined: nobody. */
export function openTurns(state: Started): (number | null | undefined)[] {
  const step = openStep(state);
  return state.rollouts.map((rollout, index) =>
    step && !isPlayed(rollout, step) ? step.turns[index] : undefined,
  );
}

export interface Turns {
  /** who has the open turn of each rollout; null where there is none */
  now: (string | null)[];
  doing: string;
  /** who will have the next one, by who is here now */
  next: (string | null)[];
}

export function turnsOf(state: Started): Turns {
  const name = (player?: number | null) => (player == null ? null : nameOf(state, player));
  return {
    now: openTurns(state).map(name),
    doing: openStep(state)?.kind === 'refit' ? 'trains the next model' : 'writes',
    next: dealNext(state).map(name),
  };
}
