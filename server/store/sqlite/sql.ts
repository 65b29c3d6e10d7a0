/** SQL statements of the SQLite store. */
import type { Database } from 'better-sqlite3';

const columns = 'id, code, secret, host_key_hash AS hostKeyHash';

/** Finds the session that a code leads to; the times are those of `codeCutoffs`. */
function byCode(database: Database) {
  return database.prepare<[code: string, finishedAfter: number, unfinishedAfter: number]>(
    `SELECT ${columns} FROM sessions WHERE code = ? AND last_at > CASE finished WHEN 1 THEN ? ELSE ? END`,
  );
}

export function prepareReads(database: Database) {
  return {
    byCode: byCode(database),
    hasCode: database.prepare('SELECT 1 FROM sessions WHERE code = ? LIMIT 1'),
    events: database.prepare(
      'SELECT seq, at, type, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    session: database.prepare(`SELECT ${columns} FROM sessions WHERE id = ?`),
    seats: database.prepare(
      'SELECT player, key_hash AS keyHash FROM seats WHERE session = ? ORDER BY player',
    ),
    untouchedSince: database.prepare('SELECT id FROM sessions WHERE last_at < ?').pluck(),
  };
}

export function prepareWrites(database: Database) {
  return {
    byCode: byCode(database),
    insertSession: database.prepare(
      'INSERT INTO sessions (id, code, secret, host_key_hash) VALUES (?, ?, ?, ?)',
    ),
    insertEvent: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)'),
    insertSeat: database.prepare('INSERT INTO seats VALUES (?, ?, ?)'),
    moveLast: database.prepare(
      'UPDATE sessions SET last_seq = ?, last_at = ?, finished = ? WHERE id = ? AND last_seq = ?',
    ),
    deleteEvents: database.prepare('DELETE FROM events WHERE session = ?'),
    deleteSeats: database.prepare('DELETE FROM seats WHERE session = ?'),
    deleteSession: database.prepare('DELETE FROM sessions WHERE id = ?'),
  };
}
