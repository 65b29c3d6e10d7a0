/** Row format of appends and events, which both stores share. */
import type { SessionEvent } from '../../shared/session/event.ts';
import type { LogEnd, Seat } from './port.ts';

/** Events of a session that follow its event `after`, with the seats of the players who join in them. */
export interface Append {
  id: string;
  after: LogEnd;
  events: readonly SessionEvent[];
  seats: readonly Seat[];
}

/** An append as the stores write it, which know nothing of event types. */
export interface AppendRow {
  session: string;
  /** seq and time of the event that these follow */
  after: number;
  afterAt: number;
  /** seq and time of the last event */
  seq: number;
  at: number;
  /** whether one of these events ends the session */
  finished: boolean;
  events: EventRow[];
  seats: readonly Seat[];
}

/** A stored event; `body` is JSON of all its other fields. */
export interface EventRow {
  seq: number;
  at: number;
  type: string;
  body: string;
}

/** A batch as JSON: one string crosses to a thread or a connection faster than many objects. */
export function textOf(batch: readonly Append[]): string {
  return JSON.stringify(batch.map(appendRowOf));
}

export function rowOf(event: SessionEvent): EventRow {
  const { seq, at, type, ...body } = event;
  return { seq, at, type, body: JSON.stringify(body) };
}

export function eventOf({ seq, at, type, body }: EventRow): SessionEvent {
  return { seq, at, type, ...JSON.parse(body) } as SessionEvent;
}

/** The rows with these seqs, in their order. */
export function inOrderOf<Row extends Pick<EventRow, 'seq'>>(
  seqs: readonly number[],
  rows: readonly Row[],
): Row[] {
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

function appendRowOf({ id, after, events, seats }: Append): AppendRow {
  const { seq, at } = events.at(-1) ?? after;
  const finished = events.at(-1)?.type === 'finished';
  const rows = events.map(rowOf);
  return { session: id, after: after.seq, afterAt: after.at, seq, at, finished, events: rows, seats };
}
