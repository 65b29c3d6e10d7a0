/** Notifications between the servers on one PostgreSQL: LISTEN and NOTIFY, as hints of appended events. */
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
 * servers pass one by one. A notification may be lost, so it does not wait for the disk either.
 */
export class Notifications {
  readonly #url: string;
  readonly #hints: Hints;
  /** seqs by session that are still to be sent */
  readonly #pending = new Map<string, number>();
  #client: pg.Client | null = null;
  #isSending = false;
  #isClosed = false;
  #reopening: NodeJS.Timeout | undefined;

  /** @param hints hears what other servers have written */
  constructor(url: string, hints: Hints) {
    this.#url = url;
    this.#hints = hints;
  }

  /** Listens from now on; where the connection is lost later, it is opened again by itself. */
  async open(): Promise<void> {
    const client = new pg.Client(connectionTo(this.#url, { synchronousCommit: 'off' }));
    // an end follows
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      client.on('notification', ({ processId, payload = '' }) => {
        if (processId !== rows[0]!.pid) this.#receive(payload);
      });
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => this.#reopen());
    this.#client = client;
    if (this.#isClosed) await client.end();
  }

  /** Sends the other servers the seq of a session's last event, soon. */
  notify(id: string, seq: number): void {
    this.#pending.set(id, seq);
    void this.#send();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    await this.#client?.end().catch(() => {});
  }

  /** One message at a time; what comes meanwhile is sent together in the next. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#client !== null && this.#pending.size > 0) {
      const sent = [...this.#pending].slice(0, sessionsInMessage);
      for (const [id] of sent) this.#pending.delete(id);
      const message = sent.map(([id, seq]) => `${seq} ${id}`).join('\n');
      await this.#client.query('SELECT pg_notify($1, $2)', [channel, message]).catch(() => {});
    }
    this.#isSending = false;
  }

  #receive(message: string): void {
    for (const [, seq, id] of message.matchAll(/^(\d+|Infinity) (.*)$/gm))
      this.#hints.notify(id!, Number(seq));
  }

  /** What was sent in the meantime is not known: every session may have new events. */
  #reopen(): void {
    this.#client = null;
    if (this.#isClosed) return;
    const again = () => this.#reopen();
    this.#reopening = setTimeout(() => this.open().then(() => this.#reopened(), again), reopenedAfter);
  }

  #reopened(): void {
    this.#hints.notifyAll();
    void this.#send();
  }
}
