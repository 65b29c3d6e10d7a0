/** The replay of a session: its whole log, as it may be shown to who asks. */
import type { Config } from '../shared/session/config.ts';
import type { SessionEvent } from '../shared/session/event.ts';
import { refuse, type Refusal } from '../shared/session/reply.ts';
import type { Replay } from '../shared/wire.ts';
import { isKeyOf } from './keys.ts';
import type { Store } from './store/port.ts';

export function notFinished(): Refusal {
  return refuse('not_finished', 'This session is still being played. Its replay comes at the end.');
}

/** The replay of a finished session, or of any with its host's key. Chosen names are for the host alone. */
export async function replayOf(store: Store, id: string, hostKey?: string): Promise<Replay | Refusal> {
  const row = await store.session(id);
  if (!row) return refuse('session_not_found', 'There is no such session, or it has been deleted.');
  const isHost = isKeyOf(hostKey, row.hostKeyHash);
  const events = await store.read(id, 0);
  const last = events.at(-1)!;
  if (last.type !== 'finished' && !isHost) return notFinished();
  const created = events[0] as Extract<SessionEvent, { type: 'created' }>;
  const { title, commitment, at: createdAt } = created;
  const end = last.type === 'finished' ? { secret: last.secret, finishedAt: last.at } : { finishedAt: null };
  const shown = isHost ? events : withoutChosenNames(events);
  return { version: 1, id, title, config: configOf(events), commitment, createdAt, ...end, events: shown };
}

function configOf(events: readonly SessionEvent[]): Config {
  return events.reduce<Config | null>((config, event) => ('config' in event ? event.config : config), null)!;
}

/** The log with `Player N` in the place of each name that a player chose. */
function withoutChosenNames(events: readonly SessionEvent[]): SessionEvent[] {
  let chosen = false;
  return events.map((event) => {
    if ('config' in event) chosen = event.config.names === 'free';
    return event.type === 'joined' && chosen && !event.bot
      ? { ...event, name: `Player ${event.player}` }
      : event;
  });
}
