/** Schedule: when the next change of a session by time alone is due. */
import { isWatched, nextStep } from './deal.ts';
import { bytesIn, isRevealing } from './draws.ts';
import { hasServerTurns, isHere, openStep, type State, type Watching } from './state.ts';

/** Milliseconds between watched rounds, which the server plays. */
const watchedRoundInterval = 500;

/**
 * When `tick` next changes the state, in milliseconds since 1970; null where it never does.
 *
 * An open step is due at its deadline, and at once where turns of the server's own are left; the next step a beat after the last one, and round 0 once all bytes are revealed
 * or the time for that is over. With nobody present only watched steps open automatically.
 */
export function nextDueAt(state: State): number | null {
  if (state.phase !== 'playing' && state.phase !== 'watching') return null;
  const open = openStep(state);
  if (open && hasServerTurns(open)) return state.since;
  if (state.phase === 'watching') return state.since + (isMidRound(state) ? 0 : watchedRoundInterval);
  if (open) return open.deadline;
  const next = nextStep(state)!;
  const watched = isWatched(state, next);
  if (!watched && !state.players.some(isHere)) return null;
  if (isRevealing(state)) return bytesIn(state.draws).missing === 0 ? state.since : state.draws.opensAt;
  const isAutomatic = watched || state.config.pace === 'auto' || next.kind === 'refit';
  return isAutomatic ? state.since + state.config.beat : null;
}

/** Whether a watched round is written and not refitted, since its decision had no time for that. */
function isMidRound({ step }: Watching): boolean {
  return step?.kind === 'generate';
}

/** Whose action the game waits for (rules C3 and C4); null where it is not blocked. */
export function blockedOn(state: State): 'students' | 'host' | null {
  if (state.phase !== 'playing' || nextDueAt(state) !== null) return null;
  if (!state.players.some(isHere)) return 'students';
  return openStep(state) ? null : 'host';
}
