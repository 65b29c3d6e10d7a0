/** Anonymised replays: "Player 3" instead of a name. */
import type { SessionEvent } from '../session/event.ts';
import { numberedName } from '../session/names.ts';

/** The same player or event under the player's number. */
export function anonymise<T extends { player: number; name: string }>(named: T): T {
  return { ...named, name: numberedName(named.player) };
}

/**
 * Hides names in a log that is read from its beginning, event by event: all of them, or those that players chose
 * themselves.
 */
export function anonymiser(hidden: 'all' | 'chosen'): (event: SessionEvent) => SessionEvent {
  let areChosen = false;
  return (event) => {
    if ('config' in event) areChosen = event.config.names === 'free';
    const isHidden = hidden === 'all' || (areChosen && event.type === 'joined' && !event.bot);
    return event.type === 'joined' && isHidden ? anonymise(event) : event;
  };
}
