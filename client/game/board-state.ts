/** What a board tells: the session's state, and what happened on the way to it that the state does not keep. */
import type { By, SessionEvent } from '../../shared/session/event.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { currentP, isAtEnd, type State } from '../../shared/session/state.ts';

/** A model that came to an end. */
export interface Arrival {
  rollout: number;
  /** t, where p(t) is the first to be at that end */
  round: number;
  pole: 0 | 1;
}

export interface Story {
  state: State;
  /** the text written last */
  written: { rollout: number; by: By; tokens: string } | null;
  /** in the order in which they came; under `replace` each rollout at most once */
  arrivals: readonly Arrival[];
}

/** The story after more events; null before the first. Events that it has already are passed over. */
export function tell(story: Story | null, events: readonly SessionEvent[]): Story | null {
  let state = story?.state ?? null;
  let written = story?.written ?? null;
  const arrived: Arrival[] = [];
  for (const event of events) {
    if (state !== null && event.seq <= state.seq) continue;
    if (event.type === 'generated') written = event;
    const arrival = event.type === 'refitted' ? arrivalOf(state!, event) : null;
    if (arrival) arrived.push(arrival);
    state = evolve(state, event);
  }
  const before = story?.arrivals ?? [];
  const arrivals = arrived.length > 0 ? [...before, ...arrived] : before;
  return state && { state, written, arrivals };
}

function arrivalOf(
  state: State,
  { rollout, round, p }: Extract<SessionEvent, { type: 'refitted' }>,
): Arrival | null {
  const before = state.phase === 'lobby' ? p : currentP(state.rollouts[rollout]!);
  return isAtEnd(p) && !isAtEnd(before) ? { rollout, round: round + 1, pole: p as 0 | 1 } : null;
}

/** Arrivals by their round, one group for each, in the order in which they came. */
export function byRound(arrivals: readonly Arrival[]): Arrival[][] {
  const groups = new Map<number, Arrival[]>();
  for (const arrival of arrivals) {
    const group = groups.get(arrival.round);
    if (group) group.push(arrival);
    else groups.set(arrival.round, [arrival]);
  }
  return [...groups.values()];
}

/** The models that came to an end in the last round in which any did, where that is this round or the one before. */
export function newsOf({ state, arrivals }: Story): readonly Arrival[] {
  const last = arrivals.at(-1);
  if (!last || state.phase === 'lobby' || last.round < (state.step?.round ?? 0)) return [];
  return arrivals.filter(({ round }) => round === last.round);
}
