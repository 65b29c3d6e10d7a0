/** Replay of a session: its whole log, with the names that the reader may see. */
import { anonymiseLog } from '../../shared/replay/anonymise.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';
import type { Replay } from '../../shared/wire/http.ts';
import { isKeyOf } from '../lib/keys.ts';
import type { Store } from '../store/port.ts';

export function noSuchSession(): Refusal {
  return refuse('session_not_found', 'There is no such session, or it has been deleted.');
}

export function notFinished(): Refusal {
  return refuse('not_finished', 'This session is still being played. Its replay comes at the end.');
}

interface ReplayOptions {
  hostKey?: string | undefined;
  /** hides all names */
  namesHidden?: boolean;
}

/** The replay of a finished session, or of any session with its host's key. Only the host sees chosen names. */
export async function replayOf(
  store: Store,
  id: string,
  { hostKey, namesHidden = false }: ReplayOptions = {},
): Promise<Result<{ replay: Replay }>> {
  const row = await store.session(id);
  if (!row) return noSuchSession();
  const isHost = isKeyOf(hostKey, row.hostKeyHash);
  const events = await store.read(id, 0);
  const last = events.at(-1)!;
  if (last.type !== 'finished' && !isHost) return notFinished();
  const created = events[0] as Extract<SessionEvent, { type: 'created' }>;
  const { title, commitment, at: createdAt } = created;
  const end = last.type === 'finished' ? { secret: last.secret, finishedAt: last.at } : { finishedAt: null };
  const { config } = events.findLast((event) => 'config' in event)!;
  const shown = isHost && !namesHidden ? events : anonymiseLog(events, namesHidden ? 'all' : 'chosen');
  const replay: Replay = { version: 1, id, title, config, commitment, createdAt, ...end, events: shown };
  return { ok: true, replay };
}
