/** SQLite writer thread: waits for the disk, so that the main thread never does. */
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite, { type Database } from 'better-sqlite3';
import type { AppendRow, EventRow } from '../append.ts';
import { codeCutoffs, type AppendResult, type PurgeMark, type SessionRow } from '../port.ts';
import { asStoreError, encodeError, type EncodedError } from './errors.ts';
import { Erasure } from './erasure.ts';
import { checkpoint, emptyLog, openFile } from './file.ts';
import { requireIdentity } from './identity.ts';
import { prepareWrites } from './sql.ts';

/** Milliseconds between two tries to empty the write-ahead log. */
const retryDelay = 100;

/** A call of a method of the writer, from the main thread. */
export interface Request<Name extends keyof Writer = keyof Writer> {
  id: number;
  name: Name;
  args: Parameters<Writer[Name]>;
}

export type Value<Name extends keyof Writer = keyof Writer> = Awaited<ReturnType<Writer[Name]>>;
export type Response = { id: number } & ({ value: Value } | { error: EncodedError });

/** The database as the main thread has opened it; `identity` as by `identityOf`. */
export interface OpenFile {
  file: string;
  identity: string;
}

/** Its public methods are what the main thread can request. */
export class Writer {
  readonly #database: Database;
  readonly #erasure: Erasure;
  #sql: ReturnType<typeof prepareWrites>;

  constructor(database: Database) {
    this.#database = database;
    this.#erasure = new Erasure(database);
    this.#sql = prepareWrites(database, this.#erasure.target);
  }

  create(row: SessionRow, created: EventRow): 'created' | 'code_taken' | 'refused' {
    const write = this.#database.transaction(() => {
      if (this.#sql.byCode.get(row.code, ...codeCutoffs(created.at))) return 'code_taken';
      this.#sql.insertSession.run(row.id, row.code, row.secret, row.hostKeyHash);
      const { seq, at } = created;
      const start = { session: row.id, after: 0, afterAt: 0 };
      this.#write({ ...start, seq, at, finished: false, events: [created], seats: [] });
      return 'created';
    });
    return orRefused(() => write.immediate());
  }

  /** @param batch JSON of the rows of appends, which are written in one transaction */
  append(batch: string): { results: AppendResult[]; seconds: number } {
    const began = performance.now();
    const appends = JSON.parse(batch) as AppendRow[];
    const transaction = (write: (append: AppendRow) => AppendResult) =>
      this.#database.transaction(() => appends.map(write)).immediate();
    let results = orRefused(() => transaction((append) => this.#write(append)));
    if (results === 'refused') results = transaction((append) => this.#writeAlone(append));
    return { results, seconds: (performance.now() - began) / 1000 };
  }

  keepAddress(id: string, address: string): void {
    this.#sql.insertAddress.run({ id, address });
  }

  setPurgeMark({ at, days }: PurgeMark): void {
    this.#sql.setPurgeMark.run(at, days);
  }

  /** Deletes a session, whose events nobody can read then; `scrub` erases them. */
  delete(id: string): boolean {
    const remove = this.#database.transaction(() => {
      for (const sql of [...this.#sql.deleteSeats, ...this.#sql.deleteAddresses]) sql.run(id);
      const found = this.#sql.deleteSession.some((sql) => sql.run(id).changes === 1);
      if (found) this.#erasure.request();
      return found;
    });
    return remove.immediate();
  }

  /** Erases what remains of deleted sessions, in steps between which other requests are answered. */
  async scrub(): Promise<void> {
    for (let step; this.#database.open && (step = this.#erasure.begin()) !== null;) {
      this.#sql = prepareWrites(this.#database, this.#erasure.target);
      while (this.#database.open && (await withRest(step))) await this.#shortenLog();
    }
    await this.#emptyLog();
  }

  /** Writes as appends do, and leaves nothing. @throws where SQLite cannot */
  probe(): void {
    const write = this.#database.transaction(() => {
      this.#sql.insertEvent.run('', 0, 0, 'probe', '0'.repeat(500));
      this.#sql.deleteEvents.run('');
    });
    write.immediate();
  }

  close(): void {
    this.#database.close();
  }

  /** Checkpoints the write-ahead log; waits for a backup that still reads a long one. */
  async #shortenLog(): Promise<void> {
    while (this.#database.open && !(await withRest(() => checkpoint(this.#database))))
      await setTimeout(retryDelay);
  }

  /** Checkpoints and truncates the write-ahead log; waits for a backup that still reads it. */
  async #emptyLog(): Promise<void> {
    while (this.#database.open && !emptyLog(this.#database)) await setTimeout(retryDelay);
  }

  /** In a savepoint: an append that is refused leaves the others in their transaction. */
  #writeAlone(append: AppendRow): AppendResult {
    const write = this.#database.transaction(() => this.#write(append));
    return orRefused(() => write());
  }

  #write({ session, after, afterAt, seq, at, finished, events, seats }: AppendRow): 'appended' | 'conflict' {
    const isMoved = this.#sql.moveLast.some(
      (sql) => sql.run(seq, at, finished ? 1 : 0, session, after, afterAt).changes === 1,
    );
    if (!isMoved) return 'conflict';
    for (const event of events)
      this.#sql.insertEvent.run(session, event.seq, event.at, event.type, event.body);
    for (const { player, keyHash } of seats) this.#sql.insertSeat.run(session, player, keyHash);
    return 'appended';
  }
}

/** Does something, and then nothing for as long: half of the time is left for others. */
async function withRest(step: () => boolean): Promise<boolean> {
  const began = performance.now();
  const result = step();
  await setTimeout(performance.now() - began);
  return result;
}

/** Runs a transaction; 'refused' where SQLite refuses its rows, and would again. All other errors are thrown. */
function orRefused<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code))
      return 'refused';
    throw error;
  }
}

async function respond(writer: Writer, { id, name, args }: Request): Promise<Response> {
  try {
    const method = writer[name].bind(writer) as (...args: unknown[]) => Value | Promise<Value>;
    const value = await method(...args);
    if (name !== 'close') requireIdentity(file, identity);
    return { id, value };
  } catch (error) {
    // after an append or a creation that failed, nothing is to be trusted
    const isUpkeep = name !== 'append' && name !== 'create';
    return { id, error: encodeError(isUpkeep ? asStoreError(error) : error) };
  }
}

const { file, identity } = workerData as OpenFile;
const writer = new Writer(openFile(file));
parentPort!.on('message', async (request: Request) => {
  parentPort!.postMessage(await respond(writer, request));
});
