/** What the server asks of a store. Every store passes the same contract suite. */
import type { SessionEvent } from '../../shared/session/event.ts';

/** What is kept of a session beside its log: never on the wire, except for the code. */
export interface SessionRow {
  /** 128 random bits, URL-safe */
  id: string;
  code: string;
  /** 32 hex characters */
  secret: string;
  /** SHA-256, hex */
  hostKeyHash: string;
}

/** Whose seat a key is. */
export interface Seat {
  player: number;
  /** SHA-256, hex */
  keyHash: string;
}

/** How long a code is good, in milliseconds after the session's last event. */
export interface CodeLife {
  finished: number;
  unfinished: number;
}

export const codeLife: CodeLife = { finished: 24 * 3_600_000, unfinished: 7 * 24 * 3_600_000 };

/** A transaction of the store that is durable. */
export interface Commit {
  /** how long the store took for it */
  seconds: number;
  /** the events of each append that it holds */
  appends: readonly (readonly SessionEvent[])[];
}

/**
 * The store cannot answer now, and will again. What was asked may be done or not: nothing is decided before that has
 * been read.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * Every promise settles after its data is durable. It rejects with `StoreUnavailable` where the store cannot answer now, and
 * with anything else where it can no longer be trusted.
 */
export interface Store {
  /** Writes a session and its first event, unless a live session has its code. */
  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken'>;
  /**
   * Writes events and seats in one transaction, after the event `after`.
   *
   * @returns 'conflict' where somebody else has written events after that one; nothing is written then
   */
  append(
    id: string,
    after: number,
    events: readonly SessionEvent[],
    seats: readonly Seat[],
  ): Promise<'appended' | 'conflict'>;
  /** The events after `after`, in order, at most `limit` of them. */
  read(id: string, after: number, limit?: number): Promise<SessionEvent[]>;
  /**
   * Tells that events of a session were written, here or by another server, and the seq of the last of them; Infinity
   * where that is not known. A hint: it may come late, twice or never.
   *
   * @returns what ends that
   */
  watch(id: string, hear: (seq: number) => void): () => void;
  session(id: string): Promise<SessionRow | null>;
  /** The session whose code this is at the time `now`. */
  byCode(code: string, now: number): Promise<SessionRow | null>;
  seats(id: string): Promise<Seat[]>;
  /** Ids of the sessions whose last event is older than `time`. */
  untouchedSince(time: number): Promise<string[]>;
  /**
   * Deletes a session with its log and its seats. Its code is free then, and what is appended to it is a conflict.
   *
   * @returns whether there was one
   */
  delete(id: string): Promise<boolean>;
  /** Clears what deleted sessions have left between the data of others. It may stop the server for seconds. */
  scrub(): Promise<void>;
  /** Resolves where the store answers. */
  ready(): Promise<void>;
  /** Writes what is waiting, and ends. */
  close(): Promise<void>;
}
