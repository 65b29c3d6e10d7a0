/** Texts about the draws: the commitment in digits that people can compare, and who could have chosen. */
import type { BytesIn, Source } from '../../shared/session/draws.ts';
import type { State } from '../../shared/session/state.ts';
import { count } from '../ui/format.ts';

/** Hex digits of a commitment that are shown to people; devices compare all of them. */
const digitsShown = 20;
/** From so many sets of draws on their number tells nothing more. */
const mostSets = 1_000_000;

/** The first digits of a commitment, in fours. */
export function commitmentDigits(commitment: string): string {
  return commitment.slice(0, digitsShown).replace(/.{4}(?=.)/g, '$& ');
}

/** What a class writes down in the lobby and compares at the end. */
export function commitmentLabel({ secretDrawn }: State): string {
  return `Commitment to ${secretDrawn ? 'the secret' : 'a secret that was given'}:`;
}

/** Who could have chosen the draws; null where there are none, since texts were typed. */
export function sourceSentence(source: Source): string | null {
  switch (source.kind) {
    case 'typed':
      return null;
    case 'given':
      return 'The secret of these draws was given by whoever opened the room, who could choose it.';
    case 'secret':
      return 'No device put in bytes of its own, so whoever ran the server could choose the draws.';
    case 'players':
      return playersSentence(source);
    default:
      return source satisfies never;
  }
}

function playersSentence({ in: came, missing }: BytesIn): string {
  if (came === 0) return `0 in, ${missing} missing: whoever ran the server could choose the draws.`;
  if (missing > 0) {
    const sets = setsWithin(came + missing, missing);
    const most = sets > mostSets ? 'more than a million' : `at most ${count(sets, 'set')} of draws`;
    return `${came} in, ${missing} missing: ${most} to choose from.`;
  }
  const who = came === 1 ? 'One device put its' : `All ${came} devices put their`;
  const together = came === 1 ? 'it and the server' : `all ${came} and the server`;
  return `${who} own random bytes in: nobody could choose the draws, unless ${together} did it together.`;
}

/**
 * How many sets of draws there are with so few bytes missing: whoever held back any `missing` or fewer of the bytes
 * could choose among so many, ∑ C(sealed, i) for i = 0 … missing.
 */
export function setsWithin(sealed: number, missing: number): number {
  let sets = 1;
  for (let i = 1, ways = 1; i <= missing; i++) {
    ways = (ways * (sealed - i + 1)) / i;
    sets += ways;
  }
  return Math.round(sets);
}
