/**
 * Erasure of deleted sessions: what lives moves from one table of each pair to the other, in small steps.
 *
 * `secure_delete` overwrites deleted rows and free pages, but a page that was split keeps copies of the rows that left
 * it. A table that was empty has no copies of rows that were deleted before, and one that is emptied leaves free pages.
 */
import type { Database } from 'better-sqlite3';

/** Which table of each pair takes new rows. */
export type Target = 'a' | 'b';

/** `requested` counts deletions; `begun` is its value when the present or last run began, `done` when that ended. */
interface Progress {
  target: Target;
  requested: number;
  begun: number;
  done: number;
}

/** Milliseconds after which a step ends; its commit comes on top. */
const stepTime = 2;
/** Rows that move before the time is looked at: 25 kB of the longest events. */
const rowsAtOnce = 16;

/** Tables with their keys, and the column of the session's id. Sessions come last, since they tell what lives. */
const tables = [
  { name: 'events', key: 'session, seq', placeholders: '?, ?', id: 'session' },
  { name: 'seats', key: 'session, player', placeholders: '?, ?', id: 'session' },
  { name: 'addresses', key: 'session, address', placeholders: '?, ?', id: 'session' },
  { name: 'sessions', key: 'id', placeholders: '?', id: 'id' },
] as const;

export function otherThan(target: Target): Target {
  return target === 'a' ? 'b' : 'a';
}

export class Erasure {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get target(): Target {
    return this.#progress().target;
  }

  /** Notes a deletion, in its transaction. */
  request(): void {
    this.#database.prepare('UPDATE erasure SET requested = requested + 1').run();
  }

  /**
   * Begins a run for all deletions since the last one began, or resumes one that a process left.
   *
   * @returns the steps of the run, each of which tells whether another one has to follow; null where there is nothing
   *   to do
   */
  begin(): (() => boolean) | null {
    const { target, requested, begun, done } = this.#progress();
    if (begun > done) return this.#steps(target);
    if (requested === done) return null;
    const next = otherThan(target);
    this.#database.prepare('UPDATE erasure SET target = ?, begun = requested').run(next);
    return this.#steps(next);
  }

  #progress(): Progress {
    return this.#database.prepare('SELECT * FROM erasure').get() as Progress;
  }

  #steps(target: Target): () => boolean {
    const source = otherThan(target);
    const moves = tables.map((table) => this.#prepareMove(table, source, target));
    const step = this.#database.transaction(() => {
      const end = performance.now() + stepTime;
      for (const move of moves) while (move()) if (performance.now() > end) return true;
      this.#database.prepare('UPDATE erasure SET done = begun').run();
      return false;
    });
    return () => step.immediate();
  }

  /** @returns moves some rows, those of deleted sessions to nowhere; and tells whether there were any */
  #prepareMove({ name, key, placeholders, id }: (typeof tables)[number], source: Target, target: Target) {
    const from = `${name}_${source}`;
    const rows = `FROM ${from} WHERE (${key}) <= (${placeholders})`;
    const isLive = `EXISTS (SELECT 1 FROM sessions WHERE sessions.id = ${from}.${id})`;
    const next = this.#database
      .prepare(`SELECT ${key} FROM ${from} ORDER BY ${key} LIMIT ${rowsAtOnce}`)
      .raw();
    const copy = this.#database.prepare(`INSERT INTO ${name}_${target} SELECT * ${rows} AND ${isLive}`);
    const remove = this.#database.prepare(`DELETE ${rows}`);
    return () => {
      const last = next.all().at(-1);
      if (last === undefined) return false;
      copy.run(last);
      remove.run(last);
      return true;
    };
  }
}
