/** The current screen: a function of the last view, the connection and unacknowledged calls. */
import type { Turn, View } from '../../shared/view/views.ts';
import type { ConnectionStatus } from '../net/connection.svelte.ts';
import { nameOf } from './outbox.ts';

export type Screen =
  | { name: 'opening' }
  | { name: 'gone'; why: 'replaced' | 'kicked' | 'refused' }
  | {
      name: 'join' | 'forecast' | 'lobby' | 'away' | 'paused' | 'waiting' | 'watching' | 'finished';
      view: View;
    }
  | { name: 'write'; view: View; turn: Turn & { step: 'generate' } }
  | { name: 'refit'; view: View; turn: Turn & { step: 'refit' } };

export interface ScreenInput {
  status: ConnectionStatus;
  view: View | null;
  /** the player has no forecast yet, or is about to change it */
  isForecasting: boolean;
  /** whether a turn, by its name, has been played on this page */
  isPlayed(name: string): boolean;
}

export function screenOf({ status, view, isForecasting, isPlayed }: ScreenInput): Screen {
  if (status === 'replaced' || status === 'kicked' || status === 'refused')
    return { name: 'gone', why: status };
  if (view === null) return { name: 'opening' };
  if (view.phase === 'finished') return { name: 'finished', view };
  if (view.you === null) return { name: 'join', view };
  if (view.you.away) return { name: 'away', view };
  if (view.phase === 'lobby' && isForecasting && view.config.regime.kind === 'replace') {
    return { name: 'forecast', view };
  }
  if (view.phase !== 'playing') return { name: view.phase, view };
  const turn = view.turns.find((turn) => !isPlayed(nameOf(turn)));
  if (turn === undefined) return { name: 'waiting', view };
  return turn.step === 'generate' ? { name: 'write', view, turn } : { name: 'refit', view, turn };
}
