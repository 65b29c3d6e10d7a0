/** An append that waits for its transaction, as both stores gather and write them. */
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

/** An append as its store writes it: whoever writes it knows nothing of events. */
export interface AppendRow {
  session: string;
  after: number;
  /** of the last event */
  seq: number;
  at: number;
  /** whether that one ends the session */
  finished: boolean;
  events: EventRow[];
  seats: readonly Seat[];
}

/** An event as it is kept; the body is JSON of all but the other fields. */
export interface EventRow {
  seq: number;
  at: number;
  type: string;
  body: string;
}

/** Appends on their way to where they are written: as one text, which is copied sooner than their objects. */
export function textOf(batch: readonly Append[]): string {
  return JSON.stringify(batch.map(appendRowOf));
}

/** The row that an event is kept in. */
export function rowOf(event: SessionEvent): EventRow {
  const { seq, at, type, ...body } = event;
  return { seq, at, type, body: JSON.stringify(body) };
}

/** The event that a row holds. */
export function eventOf({ seq, at, type, body }: EventRow): SessionEvent {
  return { seq, at, type, ...JSON.parse(body) } as SessionEvent;
}

function appendRowOf({ id, after, events, seats }: Append): AppendRow {
  const { seq, at, type } = events.at(-1)!;
  return { session: id, after, seq, at, finished: type === 'finished', events: events.map(rowOf), seats };
}
