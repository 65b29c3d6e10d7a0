/** Salvage of a damaged database: copies every session that is whole into a new one. */
import type { Database } from 'better-sqlite3';
import { foldEvents } from '../../../shared/session/evolve.ts';
import { eventOf, type EventRow } from '../append.ts';

export interface Salvage {
  saved: number;
  /** ids of the sessions that are not whole, as far as ids can be read */
  lost: string[];
}

interface StoredSession {
  id: string;
  code: string;
  secret: string;
  host_key_hash: string;
  /** not in the first version of the schema */
  last_seq?: number;
}

interface StoredSeat {
  session: string;
  player: number;
  key_hash: string;
}

/**
 * Copies sessions from a database of any version into an empty one of the newest. A session is whole if its row, its
 * seats and all of its events can be read, and its log can be replayed.
 */
export function salvage(damaged: Database, copy: Database): Salvage {
  const result: Salvage = { saved: 0, lost: [] };
  const write = copy.transaction(prepareCopy(damaged, copy));
  for (const id of readableIds(damaged)) {
    try {
      write(id);
      result.saved++;
    } catch {
      result.lost.push(id);
    }
  }
  return result;
}

/**
 * Every id that can be read from either end of a table, or of its index, which is stored apart: a damaged page ends one
 * reading.
 */
function readableIds(damaged: Database): Set<string> {
  const ids = new Set<string>();
  const tables = damaged.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('sessions', 'sessions_a', 'sessions_b')`,
  );
  for (const table of tables.pluck().all() as string[])
    for (const order of ['id ASC', 'id DESC', 'code ASC', 'code DESC'])
      try {
        const rows = damaged.prepare(`SELECT id FROM ${table} ORDER BY ${order}`).pluck().iterate();
        for (const id of rows as Iterable<string>) ids.add(id);
      } catch {
        // the rest is read from the other end
      }
  return ids;
}

/** @returns copies a session; throws where it is not whole */
function prepareCopy(damaged: Database, copy: Database): (id: string) => void {
  const [session, seats, events] = [
    'SELECT * FROM sessions WHERE id = ?',
    'SELECT * FROM seats WHERE session = ?',
    'SELECT seq, at, type, body FROM events WHERE session = ? ORDER BY seq',
  ].map((sql) => damaged.prepare<[string]>(sql));
  const insertSession = copy.prepare('INSERT INTO sessions_a VALUES (?, ?, ?, ?, ?, ?, ?)');
  const insertSeat = copy.prepare('INSERT INTO seats_a VALUES (?, ?, ?)');
  const insertEvent = copy.prepare('INSERT INTO events_a VALUES (?, ?, ?, ?, ?)');
  return (id) => {
    const row = session!.get(id) as StoredSession;
    const log = events!.all(id) as EventRow[];
    const state = foldEvents(log.map(eventOf))!;
    const { seq, at } = log.at(-1)!;
    if (seq !== (row.last_seq ?? seq)) throw new Error('the end of the log is missing');
    const finished = state.phase === 'finished' ? 1 : 0;
    insertSession.run(id, row.code, row.secret, row.host_key_hash, seq, at, finished);
    for (const { player, key_hash } of seats!.all(id) as StoredSeat[]) insertSeat.run(id, player, key_hash);
    for (const event of log) insertEvent.run(id, event.seq, event.at, event.type, event.body);
  };
}
