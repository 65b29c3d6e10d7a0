/** Finished sessions seen on this device, newest first. */
import { storage as own } from './storage.ts';

export interface KnownReplay {
  id: string;
  code: string;
  title: string;
  /** when it was seen here, milliseconds since 1970 */
  at: number;
  /** as this device was given it while the session was played */
  commitment?: string;
  /** H, the digest of what the start had fixed, likewise */
  fixed?: string;
}

const atMost = 20;

export function knownReplays(storage = own): KnownReplay[] {
  return storage.get<KnownReplay[]>('replays') ?? [];
}

export function forgetReplay(replay: string, storage = own): void {
  const others = knownReplays(storage).filter(({ id }) => id !== replay);
  storage.set('replays', others);
}

export function rememberReplay(replay: KnownReplay, storage = own): void {
  const known = knownReplays(storage);
  const before = known.find(({ id }) => id === replay.id);
  const others = known.filter((one) => one !== before);
  storage.set('replays', [{ ...before, ...replay }, ...others].slice(0, atMost));
}
