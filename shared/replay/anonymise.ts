/** Anonymised replays: "Player 3" instead of a name. */
import type { SessionEvent } from '../session/event.ts';
import { numberedName } from '../session/names.ts';

/** The same player or event under the player's number. */
export function anonymise<T extends { player: number; name: string }>(named: T): T {
  return { ...named, name: numberedName(named.player) };
}

/** A log without names: without all of them, or without those that players chose themselves. */
export function anonymiseLog(events: readonly SessionEvent[], hidden: 'all' | 'chosen'): SessionEvent[] {
  let areChosen = false;
  return events.map((event) => {
    if ('config' in event) areChosen = event.config.names === 'free';
    const isHidden = hidden === 'all' || (areChosen && event.type === 'joined' && !event.bot);
    return event.type === 'joined' && isHidden ? anonymise(event) : event;
  });
}
