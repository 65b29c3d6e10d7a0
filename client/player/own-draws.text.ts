/** Texts about a device's own check of the draws. */
import type { BytesIn } from '../../shared/session/draws.ts';
import { sourceSentence } from '../game/draws.text.ts';

/** What a device has found out about the draws of a finished session. */
export type Check =
  ({ found: 'right' } & BytesIn) | { found: 'given' | 'late' | 'not in' | keyof typeof alarms };

const alarms = {
  'other commitment': 'the commitment is not the one that this device was given when you joined',
  'other secret': 'the secret is not the one that was committed to before you joined',
  'other start': 'what was fixed at the start is not what this device was shown then',
  'other draws': 'a turn of yours does not follow from the bytes that were put in',
  'fixed twice': 'this device was shown two different starts',
};

export function checkSentence(check: Check): string | null {
  switch (check.found) {
    case 'right':
      return `Checked on this device: your bytes are in, and your turns follow from them. ${sourceSentence({ kind: 'players', ...check })}`;
    case 'given':
      return sourceSentence({ kind: 'given' });
    case 'late':
      return 'This device put nothing of its own into the draws, so it cannot vouch for them.';
    case 'not in':
      return 'This device’s bytes are not in the draws: they came too late, or were left out. It cannot vouch for them.';
    default:
      return `Careful: ${alarms[check.found]}. The draws may have been chosen. Tell your teacher.`;
  }
}

export const fixedTwiceWarning =
  'Careful: this device was shown two different starts of this game. Tell your teacher.';
