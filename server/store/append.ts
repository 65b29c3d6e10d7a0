/** An append that waits for its transaction, as both stores gather them. */
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Seat } from './port.ts';

export interface Append {
  id: string;
  after: number;
  events: readonly SessionEvent[];
  seats: readonly Seat[];
  settle: (result: 'appended' | 'conflict') => void;
  fail: (error: unknown) => void;
}
