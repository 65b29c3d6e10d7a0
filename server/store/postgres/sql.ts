/** The statements of the PostgreSQL store. */

const columns = 'id, code, secret, host_key_hash AS "hostKeyHash"';
const isLive = (finished: string, unfinished: string) =>
  `last_at > CASE WHEN finished THEN ${finished}::BIGINT ELSE ${unfinished}::BIGINT END`;

/**
 * Writes the appends of many sessions at once, as JSON: each has a `session`, the seq `after` which it goes, the `seq`
 * and the time (`at`) of its last event, whether that is the end (`finished`), its `events` and its `seats`. Gives the
 * sessions to which it has written; of the others somebody else has written after that seq, or they do not exist.
 *
 * Rows are locked in one order, so that two servers with the same rooms never wait for each other in a circle. A row
 * that another server holds is waited for, and its last event looked at again afterwards.
 */
const append = `
  WITH asked AS (
    SELECT * FROM json_to_recordset($1)
      AS a (session TEXT, after INTEGER, seq INTEGER, at BIGINT, finished BOOLEAN, events JSON, seats JSON)
  ), won AS (
    SELECT asked.* FROM asked JOIN sessions ON id = asked.session AND last_seq = asked.after
    ORDER BY id FOR UPDATE OF sessions
  ), moved AS (
    UPDATE sessions SET last_seq = won.seq, last_at = won.at, finished = won.finished
    FROM won WHERE id = won.session
  ), written AS (
    INSERT INTO events SELECT won.session, e.seq, e.at, e.type, e.body
    FROM won, json_to_recordset(won.events) AS e (seq INTEGER, at BIGINT, type TEXT, body TEXT)
  ), seated AS (
    INSERT INTO seats SELECT won.session, s.player, s."keyHash"
    FROM won, json_to_recordset(won.seats) AS s (player INTEGER, "keyHash" TEXT)
  )
  SELECT session FROM won`;

export const sql = {
  append,
  lockCode: 'SELECT pg_advisory_xact_lock(hashtext($1))',
  create: `
    WITH made AS (
      INSERT INTO sessions SELECT $1, $2, $3, $4, 1, $5, FALSE
      WHERE NOT EXISTS (SELECT FROM sessions WHERE code = $2 AND ${isLive('$7', '$8')})
      RETURNING id, last_at
    )
    INSERT INTO events SELECT id, 1, last_at, 'created', $6 FROM made`,
  read: 'SELECT seq, at, type, body FROM events WHERE session = $1 AND seq > $2 ORDER BY seq LIMIT $3',
  session: `SELECT ${columns} FROM sessions WHERE id = $1`,
  byCode: `SELECT ${columns} FROM sessions WHERE code = $1 AND ${isLive('$2', '$3')}`,
  seats: 'SELECT player, key_hash AS "keyHash" FROM seats WHERE session = $1 ORDER BY player',
  untouchedSince: 'SELECT id FROM sessions WHERE last_at < $1',
  deleteSession: 'DELETE FROM sessions WHERE id = $1',
  deleteEvents: 'DELETE FROM events WHERE session = $1',
  deleteSeats: 'DELETE FROM seats WHERE session = $1',
  scrub: 'VACUUM sessions, seats, events',
} as const;
