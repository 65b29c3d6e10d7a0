/** Loading of a replay, with chosen names where this device hosted the class. */
import type { Replay } from '../../shared/wire/http.ts';
import { fetchReplay, type Answer } from '../net/api.ts';
import { hostKeyOf } from '../storage/hosted-rooms.ts';
import { knownReplays, rememberReplay, type KnownReplay } from '../storage/replays.ts';

export interface Opened {
  replay: Replay;
  /** where this device hosted the class and players chose their names; else null */
  hostKey: string | null;
  /** what this device saw of the draws before the end; empty where it was not there */
  seen: Pick<KnownReplay, 'commitment' | 'fixed'>;
}

/** Fetches a replay, and keeps it among those that this device has seen. */
export async function openReplay(id: string): Promise<Answer<Opened>> {
  const answer = await fetchReplay(id);
  if (!answer.ok) return answer;
  const { title, finishedAt, createdAt, events } = answer.value;
  const code = events[0]?.type === 'created' ? events[0].code : '';
  rememberReplay({ id, code, title, at: finishedAt ?? createdAt });
  const seen = knownReplays().find((known) => known.id === id) ?? {};
  const areChosen = events.some((event) => 'config' in event && event.config.names === 'free');
  const hostKey = areChosen ? hostKeyOf(code, '') : null;
  const own = hostKey === null ? null : await fetchReplay(id, hostKey);
  return {
    ok: true,
    value: own?.ok ? { replay: own.value, hostKey, seen } : { replay: answer.value, hostKey: null, seen },
  };
}
