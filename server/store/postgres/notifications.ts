/** Notifications of appended events between servers, by PostgreSQL's LISTEN and NOTIFY. */
import type pg from 'pg';
import type { Hints } from '../hints.ts';
import { openSession, type Query } from './connect.ts';
import type { Hosts } from './hosts.ts';

const channel = 'token_telephone';
/** Milliseconds until a lost connection is reopened. */
const reopenDelay = 500;
/** Milliseconds in which PostgreSQL has to answer to LISTEN. */
const listenTimeout = 3_000;
/** A payload holds 8,000 bytes; a session and its seq take about 30. */
const sessionsPerMessage = 200;

/**
 * Has a connection of its own: NOTIFY in a writing transaction would serialise the commits of all servers. Since a
 * notification may be lost, it does not wait for the disk.
 */
export class Notifications {
  readonly #hosts: Hosts;
  readonly #hints: Hints;
  /** unsent seqs by session */
  readonly #pending = new Map<string, number>();
  #client: pg.Client | null = null;
  #isSending = false;
  #isClosed = false;
  #reopening: NodeJS.Timeout | undefined;

  /** @param hints is notified of events of other servers */
  constructor(hosts: Hosts, hints: Hints) {
    this.#hosts = hosts;
    this.#hints = hints;
  }

  /** Connects and listens. A connection lost later is reopened automatically. */
  async open(): Promise<void> {
    const { client, pid } = await openSession(this.#hosts, { isDurable: false });
    client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== pid) this.#receive(payload);
    });
    try {
      await client.query({ text: `LISTEN ${channel}`, query_timeout: listenTimeout } as Query);
    } catch (error) {
      void client.end();
      throw error;
    }
    if (this.#isClosed) return client.end();
    client.once('end', () => this.#reopen());
    this.#client = client;
  }

  /** Sends the seq of a session's last event to the other servers, without waiting. */
  notify(id: string, seq: number): void {
    this.#pending.set(id, seq);
    void this.#send();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    await this.#client?.end().catch(() => {});
  }

  /** One message at a time; notifications that arrive meanwhile share the next. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#client !== null && this.#pending.size > 0) {
      const sent = [...this.#pending].slice(0, sessionsPerMessage);
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

  /** Notifications sent meanwhile are lost, so every session may have new events. */
  #reopen(): void {
    this.#client = null;
    if (this.#isClosed) return;
    const again = () => this.#reopen();
    this.#reopening = setTimeout(() => this.open().then(() => this.#reopened(), again), reopenDelay);
  }

  #reopened(): void {
    this.#hints.notifyAll();
    void this.#send();
  }
}
