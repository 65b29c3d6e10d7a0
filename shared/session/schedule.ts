/** When time alone will change a session: its one timer. */
import { isWatched, nextStep } from './deal.ts';
import { isHere, openStep, type State } from './state.ts';

/** Milliseconds between two rounds that the server plays by itself. */
const watchedRound = 500;

/**
 * When `tick` will have something to do, in milliseconds since 1970; null where nothing happens by itself.
 *
 * An open step is due at its deadline, the next step a beat after the last one. With nobody here no step opens
 * by itself, except those that the class only watches.
 */
export function nextDueAt(state: State): number | null {
  if (state.phase === 'watching') return state.since + watchedRound;
  if (state.phase !== 'playing') return null;
  const open = openStep(state);
  if (open) return open.deadline;
  const next = nextStep(state)!;
  const watched = isWatched(state, next);
  const byItself = watched || state.config.pace === 'auto' || next.kind === 'refit';
  return byItself && (watched || state.players.some(isHere)) ? state.since + state.config.beat : null;
}

/** Whom play stands still for until somebody comes or presses something (rules C3 and C4); null where it goes on. */
export function blockedOn(state: State): 'students' | 'host' | null {
  if (state.phase !== 'playing' || nextDueAt(state) !== null) return null;
  if (!state.players.some(isHere)) return 'students';
  return openStep(state) ? null : 'host';
}
