/** What servers on one PostgreSQL tell each other of what they have written: LISTEN and NOTIFY, as hints. */
import pg from 'pg';
import type { Hints } from '../hints.ts';
import { connectionTo } from './pool.ts';

const channel = 'token_telephone';
/** Milliseconds until a lost connection is opened again. */
const reopenedAfter = 500;
/** PostgreSQL takes 8,000 bytes in one message; a session and its seq have some 30. */
const sessionsInMessage = 200;

/**
 * A connection of its own, apart from the appends: NOTIFY in a transaction that writes would let the commits of all
 * servers pass one by one. What is told may be lost, so it does not wait for the disk either.
 */
export class Notifications {
  readonly #url: string;
  readonly #hints: Hints;
  /** seqs by session, that are still to be told */
  readonly #untold = new Map<string, number>();
  #client: pg.Client | null = null;
  #isTelling = false;
  #isClosed = false;
  #reopening: NodeJS.Timeout | undefined;

  /** @param hints are told what other servers have written */
  constructor(url: string, hints: Hints) {
    this.#url = url;
    this.#hints = hints;
  }

  /** Listens from now on; where the connection is lost later, it is opened again by itself. */
  async open(): Promise<void> {
    const client = new pg.Client(connectionTo(this.#url, { synchronousCommit: 'off' }));
    // an end follows
    client.on('error', () => {});
    client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== processOf(client)) this.#hear(payload);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => this.#reopen());
    this.#client = client;
    if (this.#isClosed) await client.end();
  }

  /** Tells the other servers the seq of a session's last event, soon. */
  tell(id: string, seq: number): void {
    this.#untold.set(id, seq);
    void this.#tell();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    await this.#client?.end().catch(() => {});
  }

  /** While one message is on its way, what comes next gathers for another. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#client !== null && this.#untold.size > 0) {
      const told = [...this.#untold].slice(0, sessionsInMessage);
      for (const [id] of told) this.#untold.delete(id);
      const message = told.map(([id, seq]) => `${seq} ${id}`).join('\n');
      await this.#client.query('SELECT pg_notify($1, $2)', [channel, message]).catch(() => {});
    }
    this.#isTelling = false;
  }

  #hear(message: string): void {
    for (const [, seq, id] of message.matchAll(/^(\d+|Infinity) (.*)$/gm)) this.#hints.tell(id!, Number(seq));
  }

  /** What was told in the meantime is not known: it may be anything. */
  #reopen(): void {
    this.#client = null;
    if (this.#isClosed) return;
    const again = () => this.#reopen();
    this.#reopening = setTimeout(() => this.open().then(() => this.#comeBack(), again), reopenedAfter);
  }

  #comeBack(): void {
    this.#hints.tellAll();
    void this.#tell();
  }
}

/** The number of a connection's process, which its notifications bear. */
function processOf(client: pg.Client): number {
  return (client as unknown as { processID: number }).processID;
}
