/** The embedded store: SQLite in one file, durable before it answers, all rooms' appends in one transaction. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { eventOf, rowOf, textOf, type EventRow } from '../append.ts';
import { GroupCommit } from '../group-commit.ts';
import { Hints } from '../hints.ts';
import { migrate } from './migrations.ts';
import type { Commit, Seat, SessionRow, Store } from '../port.ts';
import { emptyLog, openFile } from './file.ts';
import { codeTaken, prepareReads } from './sql.ts';
import type { Question, Told, Writes } from './writer.ts';

/** Milliseconds; see `GroupCommitOptions`. */
const delay = { each: 2, most: 20 };

/** The path of the database in a folder for data. */
export function databaseIn(folder: string): string {
  return join(folder, 'token-telephone.sqlite');
}

/**
 * Opens the database, and makes it where there is none.
 *
 * @param committed is told of every transaction of appends
 * @throws where SQLite is too old, does not take the settings on which durability and deletion rest, or where a
 *   later release has written the database
 */
export function openSqlite(file: string, committed: (commit: Commit) => void = () => {}): Store {
  mkdirSync(dirname(file), { recursive: true });
  const database = openFile(file);
  migrate(database);
  // A server that was killed may have left here what it had deleted.
  emptyLog(database);
  return new SqliteStore(database, new WriterThread(file), committed);
}

/** Reads by itself, and has a thread that writes. */
class SqliteStore implements Store {
  readonly #database: Database;
  readonly #writer: WriterThread;
  readonly #appends: GroupCommit;
  readonly #hints = new Hints();
  readonly #sql: ReturnType<typeof prepareReads>;

  constructor(database: Database, writer: WriterThread, committed: (commit: Commit) => void) {
    this.#database = database;
    this.#writer = writer;
    this.#appends = new GroupCommit({
      write: (batch) => writer.ask('append', textOf(batch)),
      appended: (id, seq) => this.#hints.notify(id, seq),
      committed,
      delay,
    });
    this.#sql = prepareReads(database);
  }

  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken'> {
    return this.#writer.ask('create', { row, created: rowOf(created) });
  }

  append(id: string, after: number, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return this.#appends.append(id, after, events, seats);
  }

  async read(id: string, after: number, limit = -1): Promise<SessionEvent[]> {
    const rows = this.#sql.events.all(id, after, limit) as EventRow[];
    return rows.map(eventOf);
  }

  watch(id: string, hear: (seq: number) => void): () => void {
    return this.#hints.watch(id, hear);
  }

  async session(id: string): Promise<SessionRow | null> {
    return (this.#sql.session.get(id) as SessionRow | undefined) ?? null;
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    return (this.#sql.byCode.get(...codeTaken(code, now)) as SessionRow | undefined) ?? null;
  }

  async seats(id: string): Promise<Seat[]> {
    return this.#sql.seats.all(id) as Seat[];
  }

  async untouchedSince(time: number): Promise<string[]> {
    return this.#sql.untouchedSince.all(time) as string[];
  }

  delete(id: string): Promise<boolean> {
    return this.#writer.ask('delete', id);
  }

  async scrub(): Promise<void> {
    await this.#writer.ask('scrub', null);
  }

  async ready(): Promise<void> {
    this.#sql.session.get('');
  }

  async close(): Promise<void> {
    await this.#appends.settled();
    await this.#writer.close();
    this.#database.close();
  }
}

/** The main thread's end of the thread that writes. */
class WriterThread {
  readonly #worker: Worker;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #asked = 0;
  /** why it ended; what is asked afterwards fails with it */
  #end: Error | null = null;

  constructor(file: string) {
    this.#worker = new Worker(new URL('writer.ts', import.meta.url), { workerData: file });
    this.#worker.on('message', (told: Told) => this.#hear(told));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('SQLite writer thread exited')));
  }

  ask<T extends keyof Writes>(type: T, asked: Writes[T]['asked']): Promise<Writes[T]['answer']> {
    if (this.#end) return Promise.reject(this.#end);
    const number = this.#asked++;
    const open = Promise.withResolvers<unknown>();
    this.#open.set(number, open);
    this.#worker.postMessage({ number, type, asked } satisfies Question<T>);
    return open.promise as Promise<Writes[T]['answer']>;
  }

  /** Ends it, once all that was asked is written. */
  async close(): Promise<void> {
    await this.ask('close', null);
    await Promise.allSettled(Array.from(this.#open.values(), ({ promise }) => promise));
    await this.#worker.terminate();
  }

  #hear(told: Told): void {
    const open = this.#open.get(told.number)!;
    this.#open.delete(told.number);
    if ('error' in told) open.reject(new Error(told.error));
    else open.resolve(told.answer);
  }

  #fail(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
