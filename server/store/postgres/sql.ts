/** SQL statements of the PostgreSQL store. */

const columns = 'id, code, secret, host_key_hash AS "hostKeyHash"';
const isLive = (finished: string, unfinished: string) =>
  `last_at > CASE WHEN finished THEN ${finished}::BIGINT ELSE ${unfinished}::BIGINT END`;

/**
 * Writes appends of different sessions, given as JSON of `AppendRow`s. Returns the sessions that were written; each of
 * the others conflicts, or does not exist.
 *
 * Rows are locked in the order of their ids, so that servers never deadlock. After waiting for a lock PostgreSQL
 * checks the log's end again. An append without events updates its row all the same: its commit makes durable what
 * was read before.
 */
const append = `
  WITH batch AS (
    SELECT * FROM json_to_recordset($1)
      AS a (
        session TEXT, after INTEGER, "afterAt" BIGINT, seq INTEGER, at BIGINT, finished BOOLEAN, events JSON, seats JSON
      )
  ), locked AS (
    SELECT batch.* FROM batch
    JOIN sessions ON id = batch.session AND last_seq = batch.after AND last_at = batch."afterAt"
    ORDER BY id FOR UPDATE OF sessions
  ), moved AS (
    UPDATE sessions
    SET last_seq = locked.seq, last_at = locked.at, finished = sessions.finished OR locked.finished
    FROM locked WHERE id = locked.session
  ), written AS (
    INSERT INTO events SELECT locked.session, e.seq, e.at, e.type, e.body
    FROM locked, json_to_recordset(locked.events) AS e (seq INTEGER, at BIGINT, type TEXT, body TEXT)
  ), seated AS (
    INSERT INTO seats SELECT locked.session, s.player, s."keyHash"
    FROM locked, json_to_recordset(locked.seats) AS s (player INTEGER, "keyHash" TEXT)
  )
  SELECT session FROM locked`;

export const sql = {
  append,
  lockCode: 'SELECT pg_advisory_xact_lock(hashtext($1))',
  create: `
    WITH created AS (
      INSERT INTO sessions SELECT $1, $2, $3, $4, 1, $5, FALSE
      WHERE NOT EXISTS (SELECT FROM sessions WHERE code = $2 AND ${isLive('$7', '$8')})
      RETURNING id, last_at
    )
    INSERT INTO events SELECT id, 1, last_at, 'created', $6 FROM created`,
  read: 'SELECT seq, at, type, body FROM events WHERE session = $1 AND seq > $2 ORDER BY seq LIMIT $3',
  pick: 'SELECT seq, at, type, body FROM events WHERE session = $1 AND seq = ANY ($2::INTEGER[])',
  last: `SELECT e.seq, e.at, e.type, e.body FROM sessions JOIN events e ON session = id AND seq = last_seq
    WHERE id = $1`,
  session: `SELECT ${columns} FROM sessions WHERE id = $1`,
  byCode: `SELECT ${columns} FROM sessions WHERE code = $1 AND ${isLive('$2', '$3')}`,
  hasCode: 'SELECT FROM sessions WHERE code = $1 LIMIT 1',
  seats: 'SELECT player, key_hash AS "keyHash" FROM seats WHERE session = $1 ORDER BY player',
  // the lock keeps a deletion from missing the new row
  keepAddress: `
    INSERT INTO addresses SELECT id, $2 FROM sessions WHERE id = $1 FOR KEY SHARE ON CONFLICT DO NOTHING`,
  knows: `
    SELECT WHERE EXISTS (SELECT FROM seats WHERE session = $1 AND key_hash = $2)
    OR EXISTS (SELECT FROM addresses WHERE session = $1 AND address = $3)`,
  untouchedSince: 'SELECT id, last_at AS at FROM sessions WHERE last_at < $1 ORDER BY last_at',
  newestEventAt: 'SELECT max(last_at) AS at FROM sessions',
  purgeMark: 'SELECT at, days FROM purge_mark',
  setPurgeMark: `INSERT INTO purge_mark VALUES (TRUE, $1, $2)
    ON CONFLICT (is_only) DO UPDATE SET at = excluded.at, days = excluded.days`,
  deleteSession: 'DELETE FROM sessions WHERE id = $1',
  deleteEvents: 'DELETE FROM events WHERE session = $1',
  deleteSeats: 'DELETE FROM seats WHERE session = $1',
  deleteAddresses: 'DELETE FROM addresses WHERE session = $1',
  noTimeout: 'SET statement_timeout = 0',
  scrub: 'VACUUM sessions, seats, addresses, events',
  // two statements in one transaction: writes as appends do, to the same table, and leaves nothing
  probe: `
    INSERT INTO events SELECT '', (random() * 1000000000)::INTEGER, 0, 'probe', repeat('0', 500);
    DELETE FROM events WHERE session = ''`,
} as const;
