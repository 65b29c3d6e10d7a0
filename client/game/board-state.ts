/** Board state: the session state, and derived from its events the last text and the collapses. */
import type { By, SessionEvent } from '../../shared/session/event.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { currentP, isAtEnd, started, type State } from '../../shared/session/state.ts';

/** A model that came to an end. */
export interface Collapse {
  rollout: number;
  /** t, where p(t) is the first to be at that end */
  round: number;
  pole: 0 | 1;
}

export interface BoardState {
  state: State;
  written: { rollout: number; by: By; tokens: string } | null;
  /** in the order in which they came; under `replace` each rollout at most once */
  collapses: readonly Collapse[];
}

/** The board after more events; null before the first. Events that it has already are passed over. */
export function applyEvents(board: BoardState | null, events: readonly SessionEvent[]): BoardState | null {
  let state = board?.state ?? null;
  let written = board?.written ?? null;
  const collapsed: Collapse[] = [];
  for (const event of events) {
    if (state !== null && event.seq <= state.seq) continue;
    if (event.type === 'generated') written = event;
    if (event.type === 'refitted') {
      const { rollout, round, p } = event;
      const before = currentP(started(state).rollouts[rollout]!);
      if (isAtEnd(p) && !isAtEnd(before)) collapsed.push({ rollout, round: round + 1, pole: p });
    }
    state = evolve(state, event);
  }
  const before = board?.collapses ?? [];
  const collapses = collapsed.length > 0 ? [...before, ...collapsed] : before;
  return state && { state, written, collapses };
}

/** Collapses in groups by round, in the order in which they came. */
export function byRound(collapses: readonly Collapse[]): Collapse[][] {
  const groups = new Map<number, Collapse[]>();
  for (const collapse of collapses) {
    const group = groups.get(collapse.round);
    if (group) group.push(collapse);
    else groups.set(collapse.round, [collapse]);
  }
  return [...groups.values()];
}

/** The models that came to an end in the last round in which any did, where that is this round or the one before. */
export function latestCollapses({ state, collapses }: BoardState): readonly Collapse[] {
  const last = collapses.at(-1);
  if (!last || last.round < (started(state).step?.round ?? 0)) return [];
  return collapses.filter(({ round }) => round === last.round);
}
