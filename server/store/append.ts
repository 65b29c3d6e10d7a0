/** Appends and events as rows of a store. */
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Seat } from './port.ts';

/** Events of a session that follow its event `after`, with the seats that they take. */
export interface Append {
  id: string;
  after: number;
  events: readonly SessionEvent[];
  seats: readonly Seat[];
}

/** An append as it is written, without a knowledge of events. */
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

/** An event as it is stored; the body is JSON of all but the other fields. */
export interface EventRow {
  seq: number;
  at: number;
  type: string;
  body: string;
}

/** Appends as one text: a thread or a connection copies it sooner than their objects. */
export function textOf(batch: readonly Append[]): string {
  return JSON.stringify(batch.map(appendRowOf));
}

/** The row of an event. */
export function rowOf(event: SessionEvent): EventRow {
  const { seq, at, type, ...body } = event;
  return { seq, at, type, body: JSON.stringify(body) };
}

/** The event of a row. */
export function eventOf({ seq, at, type, body }: EventRow): SessionEvent {
  return { seq, at, type, ...JSON.parse(body) } as SessionEvent;
}

function appendRowOf({ id, after, events, seats }: Append): AppendRow {
  const { seq, at, type } = events.at(-1)!;
  return { session: id, after, seq, at, finished: type === 'finished', events: events.map(rowOf), seats };
}
