/** A stored session as exports read it: its log in pages, since a long one does not fit into memory. */
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { State } from '../../../shared/session/state.ts';
import type { Replay } from '../../../shared/wire/http.ts';

export interface StoredSession {
  /** the replay's fields but its events, in their order */
  head: Omit<Replay, 'events'>;
  /** before the first step: the config and the number of rollouts are those of the end */
  opening: State;
  last: SessionEvent;
  /** Reads the whole log, a page at a time. */
  pages(): AsyncIterable<readonly SessionEvent[]>;
  /** The events with these seqs, which ascend or not, in their order. */
  pick(seqs: readonly number[]): Promise<readonly SessionEvent[]>;
}

/** The number of rollouts; 0 before the start. */
export function rolloutsOf({ opening }: Pick<StoredSession, 'opening'>): number {
  return opening.phase === 'lobby' ? 0 : opening.rollouts.length;
}
