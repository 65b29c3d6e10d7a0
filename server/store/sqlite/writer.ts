/** The thread that writes to SQLite: only here is the disk waited for, while phones are answered on the main one. */
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { AppendRow, EventRow } from '../append.ts';
import type { SessionRow } from '../port.ts';
import { emptyLog, openFile } from './file.ts';
import { codeTaken, prepareWrites } from './sql.ts';

/** Milliseconds between two tries to empty the write-ahead log. */
const logEmptiedEvery = 100;

/** What the main thread asks, and what each is answered. */
export interface Writes {
  create: { asked: { row: SessionRow; created: EventRow }; answer: 'created' | 'code_taken' };
  /** rows of appends as JSON, all in one transaction; `seconds` is what it took */
  append: { asked: string; answer: { results: ('appended' | 'conflict')[]; seconds: number } };
  delete: { asked: string; answer: boolean };
  scrub: { asked: null; answer: null };
  close: { asked: null; answer: null };
}

export interface Question<T extends keyof Writes = keyof Writes> {
  number: number;
  type: T;
  asked: Writes[T]['asked'];
}

export type Told = { number: number } & ({ answer: Writes[keyof Writes]['answer'] } | { error: string });

class Writer {
  readonly #database: Database;
  readonly #sql: ReturnType<typeof prepareWrites>;

  constructor(database: Database) {
    this.#database = database;
    this.#sql = prepareWrites(database);
  }

  create({ row, created }: Writes['create']['asked']): 'created' | 'code_taken' {
    const write = this.#database.transaction(() => {
      if (this.#sql.byCode.get(...codeTaken(row.code, created.at))) return 'code_taken';
      this.#sql.insertSession.run(row.id, row.code, row.secret, row.hostKeyHash);
      const { seq, at } = created;
      this.#write({ session: row.id, after: 0, seq, at, finished: false, events: [created], seats: [] });
      return 'created';
    });
    return write.immediate();
  }

  append(text: Writes['append']['asked']): Writes['append']['answer'] {
    const began = performance.now();
    const appends = JSON.parse(text) as AppendRow[];
    const write = this.#database.transaction(() => appends.map((append) => this.#write(append)));
    const results = write.immediate();
    return { results, seconds: (performance.now() - began) / 1000 };
  }

  async delete(id: string): Promise<boolean> {
    const remove = this.#database.transaction(() => {
      this.#sql.deleteEvents.run(id);
      this.#sql.deleteSeats.run(id);
      return this.#sql.deleteSession.run(id).changes === 1;
    });
    const found = remove.immediate();
    await this.#emptyLog();
    return found;
  }

  /**
   * `secure_delete` overwrites what is deleted, but where SQLite has moved rows from a full page to a new one, the
   * old page keeps their bytes between its own rows, and does not know of them any more. Only new pages are clean.
   */
  async scrub(): Promise<null> {
    this.#database.exec('VACUUM');
    await this.#emptyLog();
    return null;
  }

  close(): null {
    this.#database.close();
    return null;
  }

  /** Takes the write-ahead log into the database and cuts it to nothing; a backup that still reads it is waited for. */
  async #emptyLog(): Promise<void> {
    while (this.#database.open && !emptyLog(this.#database)) await setTimeout(logEmptiedEvery);
  }

  #write({ session, after, seq, at, finished, events, seats }: AppendRow): 'appended' | 'conflict' {
    const moved = this.#sql.moveLast.run(seq, at, finished ? 1 : 0, session, after);
    if (moved.changes === 0) return 'conflict';
    for (const event of events)
      this.#sql.insertEvent.run(session, event.seq, event.at, event.type, event.body);
    for (const { player, keyHash } of seats) this.#sql.insertSeat.run(session, player, keyHash);
    return 'appended';
  }
}

async function answer(writer: Writer, { number, type, asked }: Question): Promise<Told> {
  try {
    const write = writer[type].bind(writer) as (asked: unknown) => Writes[keyof Writes]['answer'];
    return { number, answer: await write(asked) };
  } catch (error) {
    return { number, error: (error as Error).message };
  }
}

const writer = new Writer(openFile(workerData as string));
parentPort!.on('message', async (question: Question) => {
  parentPort!.postMessage(await answer(writer, question));
});
