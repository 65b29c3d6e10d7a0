/** The replay of a session: its whole log, as it may be shown to who asks. */
import type { Config } from '../../shared/session/config.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { numberedName } from '../../shared/session/names.ts';
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

/** Who asks for a replay, and how it is to be shown. */
interface Asked {
  hostKey?: string | undefined;
  /** with numbers in the place of all names */
  namesHidden?: boolean;
}

/** The replay of a finished session, or of any with its host's key. Chosen names are for the host alone. */
export async function replayOf(
  store: Store,
  id: string,
  { hostKey, namesHidden = false }: Asked = {},
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
  const hidden = namesHidden ? 'all' : isHost ? 'none' : 'chosen';
  const config = configOf(events);
  const shown = withoutNames(events, hidden);
  const replay: Replay = { version: 1, id, title, config, commitment, createdAt, ...end, events: shown };
  return { ok: true, replay };
}

function configOf(events: readonly SessionEvent[]): Config {
  return events.reduce<Config | null>((config, event) => ('config' in event ? event.config : config), null)!;
}

/** The log with numbers in the place of names: of those that players chose, of all, or of none. */
function withoutNames(events: SessionEvent[], hidden: 'all' | 'chosen' | 'none'): SessionEvent[] {
  if (hidden === 'none') return events;
  let areChosen = false;
  return events.map((event) => {
    if ('config' in event) areChosen = event.config.names === 'free';
    return event.type === 'joined' && (hidden === 'all' || (areChosen && !event.bot))
      ? { ...event, name: numberedName(event.player) }
      : event;
  });
}
