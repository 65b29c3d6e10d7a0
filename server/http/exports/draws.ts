/** What beside the secret gives a session's turn key, for programs that compute it again. */
import { fixedIn } from '../../../shared/session/draws.ts';
import { canonicalJson, type Revealed } from '../../../shared/session/secret.ts';
import type { StoredSession } from './stored-session.ts';

interface DrawsData {
  /** somebody chose the secret */
  given: boolean;
  /** what the start has fixed, as the text whose SHA-256 is H; null without seals */
  fixed: string | null;
  revealed: readonly Revealed[];
}

export function drawsOf({ opening: state }: StoredSession): DrawsData {
  const given = !state.secretDrawn;
  const fixed = state.phase === 'lobby' ? null : fixedIn(state);
  if (state.phase === 'lobby' || fixed === null) return { given, fixed: null, revealed: [] };
  return { given, fixed: canonicalJson(fixed), revealed: state.draws!.revealed };
}
