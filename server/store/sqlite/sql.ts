/** SQL statements of the SQLite store. */
import type { Database } from 'better-sqlite3';
import { otherThan, type Target } from './erasure.ts';

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
    // rows of a deleted session are left until they are erased
    events: database.prepare(
      `SELECT seq, at, type, body FROM events
       WHERE session = ? AND seq > ? AND EXISTS (SELECT 1 FROM sessions WHERE id = ?) ORDER BY seq LIMIT ?`,
    ),
    pick: database.prepare(
      `SELECT seq, at, type, body FROM events
       WHERE session = ? AND seq IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM sessions WHERE id = ?)`,
    ),
    last: database.prepare(
      `SELECT seq, at, type, body FROM events
       WHERE session = ? AND seq = (SELECT last_seq FROM sessions WHERE id = ?)`,
    ),
    session: database.prepare(`SELECT ${columns} FROM sessions WHERE id = ?`),
    seats: database.prepare(
      'SELECT player, key_hash AS keyHash FROM seats WHERE session = ? ORDER BY player',
    ),
    knows: database.prepare<{ id: string; keyHash: string; address: string }>(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM seats WHERE session = @id AND key_hash = @keyHash)
       OR EXISTS (SELECT 1 FROM addresses WHERE session = @id AND address = @address)`,
    ),
    untouchedSince: database.prepare(
      'SELECT id, last_at AS at FROM sessions WHERE last_at < ? ORDER BY last_at',
    ),
    newestEventAt: database.prepare('SELECT max(last_at) FROM sessions').pluck(),
    purgeMark: database.prepare('SELECT at, days FROM purge_mark'),
  };
}

/** @param target which table of each pair takes new rows; others are where they are */
export function prepareWrites(database: Database, target: Target) {
  const other = otherThan(target);
  const onBoth = <Parameters extends unknown[]>(sql: (table: Target) => string) =>
    [target, other].map((table) => database.prepare<Parameters>(sql(table)));
  return {
    byCode: byCode(database),
    insertSession: database.prepare(
      `INSERT INTO sessions_${target} (id, code, secret, host_key_hash) VALUES (?, ?, ?, ?)`,
    ),
    insertEvent: database.prepare(`INSERT INTO events_${target} VALUES (?, ?, ?, ?, ?)`),
    insertSeat: database.prepare(`INSERT INTO seats_${target} VALUES (?, ?, ?)`),
    insertAddress: database.prepare<{ id: string; address: string }>(
      `INSERT INTO addresses_${target} SELECT @id, @address WHERE EXISTS (SELECT 1 FROM sessions WHERE id = @id)
       AND NOT EXISTS (SELECT 1 FROM addresses WHERE session = @id AND address = @address)`,
    ),
    deleteEvents: database.prepare(`DELETE FROM events_${target} WHERE session = ?`),
    moveLast: onBoth<[seq: number, at: number, finished: 0 | 1, id: string, after: number, afterAt: number]>(
      (table) =>
        `UPDATE sessions_${table} SET last_seq = ?, last_at = ?, finished = max(finished, ?)
         WHERE id = ? AND last_seq = ? AND last_at = ?`,
    ),
    deleteAddresses: onBoth<[id: string]>((table) => `DELETE FROM addresses_${table} WHERE session = ?`),
    setPurgeMark: database.prepare('INSERT OR REPLACE INTO purge_mark VALUES (1, ?, ?)'),
    deleteSeats: onBoth<[id: string]>((table) => `DELETE FROM seats_${table} WHERE session = ?`),
    deleteSession: onBoth<[id: string]>((table) => `DELETE FROM sessions_${table} WHERE id = ?`),
  };
}
