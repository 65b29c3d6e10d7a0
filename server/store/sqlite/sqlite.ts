/** SQLite store: one file, read on the main thread and written by a worker thread. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { eventOf, inOrderOf, rowOf, textOf, type EventRow } from '../append.ts';
import { GroupCommit } from '../group-commit.ts';
import { Hints } from '../hints.ts';
import { migrate } from './migrations.ts';
import {
  codeCutoffs,
  type Commit,
  type LastEvent,
  type LogEnd,
  type PurgeMark,
  type Seat,
  type SessionRow,
  type Store,
} from '../port.ts';
import { asStoreError, decodeError } from './errors.ts';
import { emptyLog, openFile } from './file.ts';
import { identityOf, requireIdentity } from './identity.ts';
import { lockDatabase } from './lock.ts';
import { prepareReads } from './sql.ts';
import type { OpenFile, Request, Response, Value, Writer } from './writer.ts';

/** milliseconds */
const delay = { each: 2, most: 20 };

/** The path of the database in a data folder. */
export function databaseIn(folder: string): string {
  return join(folder, 'token-telephone.sqlite');
}

/**
 * Opens or creates the database, for one server at a time.
 *
 * @param onCommit is called after every transaction of appends
 * @throws where another server has the database, where SQLite is too old or refuses a setting that durability or
 *   deletion needs, and where a later release has written the database
 */
export function openSqlite(file: string, onCommit: (commit: Commit) => void = () => {}): Store {
  mkdirSync(dirname(file), { recursive: true });
  const unlock = lockDatabase(file);
  if (unlock === null)
    throw new Error('another server is using it. Stop that one first, or choose another DATA_DIR.');
  try {
    const database = openFile(file);
    migrate(database);
    // the log of a server that was killed may still hold what it had deleted
    emptyLog(database);
    return new SqliteStore(file, database, onCommit, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly #file: string;
  readonly #identity: string;
  readonly #database: Database;
  readonly #unlock: () => void;
  readonly #writer: WriterThread;
  readonly #appends: GroupCommit;
  readonly #hints = new Hints();
  readonly #sql: ReturnType<typeof prepareReads>;
  #probe: Promise<void> | null = null;

  constructor(file: string, database: Database, onCommit: (commit: Commit) => void, unlock: () => void) {
    this.#file = file;
    this.#identity = identityOf(file);
    this.#database = database;
    this.#unlock = unlock;
    const writer = new WriterThread({ file, identity: this.#identity });
    this.#writer = writer;
    this.#appends = new GroupCommit({
      write: (batch) => writer.request('append', textOf(batch)),
      onAppended: (id, seq) => this.#hints.notify(id, seq),
      onCommit,
      delay,
    });
    this.#sql = prepareReads(database);
  }

  create(row: SessionRow, created: SessionEvent): Promise<'created' | 'code_taken' | 'refused'> {
    return this.#writer.request('create', row, rowOf(created));
  }

  append(id: string, after: LogEnd, events: readonly SessionEvent[], seats: readonly Seat[]) {
    return this.#appends.append({ id, after, events, seats });
  }

  async read(id: string, after: number, limit = -1): Promise<SessionEvent[]> {
    const rows = this.#reading(() => this.#sql.events.all(id, after, id, limit) as EventRow[]);
    // what has been read confirms turns that are said again
    requireIdentity(this.#file, this.#identity);
    return rows.map(eventOf);
  }

  async pick(id: string, seqs: readonly number[]): Promise<SessionEvent[]> {
    const rows = this.#reading(() => this.#sql.pick.all(id, JSON.stringify(seqs), id) as EventRow[]);
    return inOrderOf(seqs, rows).map(eventOf);
  }

  async last(id: string): Promise<SessionEvent | null> {
    const row = this.#reading(() => this.#sql.last.get(id, id) as EventRow | undefined);
    return row ? eventOf(row) : null;
  }

  watch(id: string, listener: (seq: number) => void): () => void {
    return this.#hints.watch(id, listener);
  }

  async session(id: string): Promise<SessionRow | null> {
    return this.#reading(() => (this.#sql.session.get(id) as SessionRow | undefined) ?? null);
  }

  async byCode(code: string, now: number): Promise<SessionRow | null> {
    const get = () => this.#sql.byCode.get(code, ...codeCutoffs(now)) as SessionRow | undefined;
    return this.#reading(get) ?? null;
  }

  async hasCode(code: string): Promise<boolean> {
    return this.#reading(() => this.#sql.hasCode.get(code) !== undefined);
  }

  async seats(id: string): Promise<Seat[]> {
    return this.#reading(() => this.#sql.seats.all(id) as Seat[]);
  }

  keepAddress(id: string, address: string): Promise<void> {
    return this.#writer.request('keepAddress', id, address);
  }

  async knows(id: string, keyHash: string, address: string): Promise<boolean> {
    return this.#reading(() => this.#sql.knows.get({ id, keyHash, address }) !== undefined);
  }

  async untouchedSince(time: number): Promise<LastEvent[]> {
    return this.#reading(() => this.#sql.untouchedSince.all(time) as LastEvent[]);
  }

  async newestEventAt(): Promise<number | null> {
    return this.#reading(() => this.#sql.newestEventAt.get() as number | null);
  }

  async purgeMark(): Promise<PurgeMark | null> {
    return this.#reading(() => (this.#sql.purgeMark.get() as PurgeMark | undefined) ?? null);
  }

  setPurgeMark(mark: PurgeMark): Promise<void> {
    return this.#writer.request('setPurgeMark', mark);
  }

  delete(id: string): Promise<boolean> {
    return this.#writer.request('delete', id);
  }

  scrub(): Promise<void> {
    return this.#writer.request('scrub');
  }

  /** One probe for all who ask meanwhile. */
  ready(): Promise<void> {
    this.#probe ??= this.#writer.request('probe').finally(() => (this.#probe = null));
    return this.#probe;
  }

  async close(): Promise<void> {
    await this.#appends.settled();
    await this.#writer.close();
    this.#database.close();
    this.#unlock();
  }

  /** @throws `DataDamaged` where a page cannot be read: others can */
  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asStoreError(error);
    }
  }
}

/** Client of the writer thread. */
class WriterThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #nextId = 0;
  /** why the thread ended; later requests reject with it */
  #error: Error | null = null;

  constructor(workerData: OpenFile) {
    this.#worker = new Worker(new URL('writer.ts', import.meta.url), { workerData });
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('SQLite writer thread exited')));
  }

  request<Name extends keyof Writer>(name: Name, ...args: Parameters<Writer[Name]>): Promise<Value<Name>> {
    if (this.#error) return Promise.reject(this.#error);
    const id = this.#nextId++;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(id, pending);
    this.#worker.postMessage({ id, name, args } satisfies Request<Name>);
    return pending.promise as Promise<Value<Name>>;
  }

  /** Ends the thread once all requests are settled. */
  async close(): Promise<void> {
    await this.request('close');
    await Promise.allSettled(Array.from(this.#pending.values(), ({ promise }) => promise));
    await this.#worker.terminate();
  }

  #settle(response: Response): void {
    const { resolve, reject } = this.#pending.get(response.id)!;
    this.#pending.delete(response.id);
    if ('error' in response) reject(decodeError(response.error));
    else resolve(response.value);
  }

  #fail(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
