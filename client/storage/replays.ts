/** Finished sessions seen on this device, newest first. */
import { storage as own } from './storage.ts';

export interface KnownReplay {
  id: string;
  code: string;
  title: string;
  /** when it was seen here, milliseconds since 1970 */
  at: number;
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
  const others = knownReplays(storage).filter(({ id }) => id !== replay.id);
  storage.set('replays', [replay, ...others].slice(0, atMost));
}
