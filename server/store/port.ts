/** Store interface: session rows, seats and event logs. Every store passes the same contract suite. */
import type { SessionEvent } from '../../shared/session/event.ts';

/** A session without its log. All but its id and code is private; the secret is revealed at the end. */
export interface SessionRow {
  /** 128 random bits, URL-safe */
  id: string;
  code: string;
  /** 32 hex characters */
  secret: string;
  /** SHA-256, hex */
  hostKeyHash: string;
}

/** The player whose device holds a key. */
export interface Seat {
  player: number;
  /** SHA-256, hex */
  keyHash: string;
}

/** Milliseconds after a session's last event for which its code leads to it. */
export const codeLife = { finished: 24 * 3_600_000, unfinished: 7 * 24 * 3_600_000 };

/** The times after which the last event of a finished and of an unfinished session keeps its code in use at `now`. */
export function codeCutoffs(now: number): [finished: number, unfinished: number] {
  return [now - codeLife.finished, now - codeLife.unfinished];
}

/** When the last event of a session happened, in milliseconds since 1970. */
export interface LastEvent {
  id: string;
  at: number;
}

/** When servers last looked for expired sessions, in milliseconds since 1970, and for how many days they kept them. */
export interface PurgeMark {
  at: number;
  days: number;
}

/** The last event of a log as far as a server has read it. */
export type LogEnd = Pick<SessionEvent, 'seq' | 'at'>;

/**
 * `conflict`: the log ends with another event. `refused`: the store cannot hold these events and never will, whoever
 * asks. Nothing is written then.
 */
export type AppendResult = 'appended' | 'conflict' | 'refused';

/** A durable transaction. */
export interface Commit {
  /** its duration */
  seconds: number;
  /** the events of each append in it */
  appends: readonly (readonly SessionEvent[])[];
}

/** The store cannot answer now. A write may have happened or not: read the log before deciding anything. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Something of a session cannot be read any more. The rest can, and is to be trusted. */
export class DataDamaged extends Error {
  override readonly name = 'DataDamaged';
}

/** The store's files were removed while it was open, and with them what was acknowledged. */
export class StoreRemoved extends Error {
  override readonly name = 'StoreRemoved';
}

/**
 * Promises resolve once their data is durable. They reject with `StoreUnavailable` where the store cannot answer now,
 * with `DataDamaged` where one session is damaged, and with any other error where it can no longer be trusted.
 */
export interface Store {
  /** Writes a session and its first event, unless a live session has its code. */
  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken' | 'refused'>;
  /**
   * Writes events and seats in one transaction, where the log ends with the event `after`. Once it is appended, that
   * event and all before it are durable too: what is read may not be yet. Without events it confirms just that.
   */
  append(
    id: string,
    after: LogEnd,
    events: readonly SessionEvent[],
    seats: readonly Seat[],
  ): Promise<AppendResult>;
  /** The events with a seq above `after`, in order, at most `limit` of them. */
  read(id: string, after: number, limit?: number): Promise<SessionEvent[]>;
  /** The events with these seqs, in their order, without those that there are not. */
  pick(id: string, seqs: readonly number[]): Promise<SessionEvent[]>;
  /** The last event of a session, by which it is known whether that is over; null where there is no session. */
  last(id: string): Promise<SessionEvent | null>;
  /**
   * Notifies of events that this or another server has written, by the seq of the last one; Infinity where that is not
   * known. A notification is a hint: it may come late, twice or never.
   *
   * @returns unsubscribe
   */
  watch(id: string, listener: (seq: number) => void): () => void;
  session(id: string): Promise<SessionRow | null>;
  /** The session that a code leads to at the time `now`. */
  byCode(code: string, now: number): Promise<SessionRow | null>;
  /** Whether a code leads, or once led, to a session that is stored. */
  hasCode(code: string): Promise<boolean>;
  seats(id: string): Promise<Seat[]>;
  /** Keeps an address (a fingerprint of it) at which a key of a session was seen; nothing where there is no session. */
  keepAddress(id: string, address: string): Promise<void>;
  /** Whether a session has a seat with this key, or this address is kept with it. */
  knows(id: string, keyHash: string, address: string): Promise<boolean>;
  /** The sessions whose last event is older than `time`, in its order. */
  untouchedSince(time: number): Promise<LastEvent[]>;
  /** When the newest of all events happened; null where there is none. */
  newestEventAt(): Promise<number | null>;
  /** null where there was no purge yet */
  purgeMark(): Promise<PurgeMark | null>;
  setPurgeMark(mark: PurgeMark): Promise<void>;
  /**
   * Deletes a session with its log, its seats and its addresses. Its code is free then, and appends to it conflict. `scrub` erases what
   * remains of it on disk.
   *
   * @returns whether it existed
   */
  delete(id: string): Promise<boolean>;
  /** Erases what remains of deleted sessions, beside everything else. It may take minutes, and nobody waits for it. */
  scrub(): Promise<void>;
  /** Rejects unless the store accepts writes. */
  ready(): Promise<void>;
  /** Writes what is pending, then closes. */
  close(): Promise<void>;
}
