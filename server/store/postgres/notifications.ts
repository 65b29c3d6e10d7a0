/** Notifications of appended events between servers, by PostgreSQL's LISTEN and NOTIFY. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Hints } from '../hints.ts';
import { openSession, type Query } from './connect.ts';
import type { Hosts } from './hosts.ts';

const channel = 'token_telephone';
/** Milliseconds until a lost connection is reopened. */
const reopenDelay = 500;
/** Milliseconds between two heartbeats, and until one is given up. */
const heartbeat = { every: 2_000, timeout: 3_000 };
/** Milliseconds for which a notification may be on its way. */
const testTimeout = 5_000;
/** A payload holds 8,000 bytes; a session and its seq take about 30. */
const sessionsPerMessage = 200;

/** Connections of the pool that the heartbeat asks about. */
export interface Watched {
  /** processes on whose answer nobody waits any more */
  readonly unanswered: number[];
  /** closes the connections of those that are done with it */
  drop(pids: readonly number[]): void;
}

/**
 * Has a connection of its own: NOTIFY in a writing transaction would serialise the commits of all servers. Since a
 * notification may be lost, it does not wait for the disk. A heartbeat notices where the connection has died without a
 * word.
 */
export class Notifications {
  readonly #hosts: Hosts;
  readonly #hints: Hints;
  readonly #watched: Watched;
  /** unsent seqs by session */
  readonly #pending = new Map<string, number>();
  #client: pg.Client | null = null;
  #isSending = false;
  #isClosed = false;
  #reopening: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;
  /** the notification of a test that has not arrived */
  #expected: string | null = null;

  /** @param hints is notified of events of other servers */
  constructor(hosts: Hosts, hints: Hints, watched: Watched) {
    this.#hosts = hosts;
    this.#hints = hints;
    this.#watched = watched;
  }

  /** Connects and listens. A connection lost later is reopened automatically. */
  async open(): Promise<void> {
    const { client, pid } = await openSession(this.#hosts, { isDurable: false });
    client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== pid) this.#receive(payload);
    });
    try {
      await client.query({ text: `LISTEN ${channel}`, query_timeout: heartbeat.timeout } as Query);
    } catch (error) {
      void client.end();
      throw error;
    }
    if (this.#isClosed) return client.end();
    client.once('end', () => this.#reopen());
    this.#client = client;
    this.#scheduleHeartbeat(client);
  }

  /**
   * Sends itself a notification.
   *
   * @throws where it does not arrive, with a sentence
   */
  async test(): Promise<void> {
    const { client } = await openSession(this.#hosts, { isDurable: false });
    const message = (this.#expected = `test ${randomUUID()}`);
    try {
      await client.query('SELECT pg_notify($1, $2)', [channel, message]);
    } finally {
      await client.end();
    }
    const until = performance.now() + testTimeout;
    while (this.#expected === message) {
      if (performance.now() > until)
        throw new Error('notifications (LISTEN) do not arrive. A connection pooler must be in session mode.');
      await sleep(10);
    }
  }

  /** Sends the seq of a session's last event to the other servers, without waiting. */
  notify(id: string, seq: number): void {
    this.#pending.set(id, seq);
    void this.#send();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    clearTimeout(this.#beating);
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
    if (message === this.#expected) this.#expected = null;
    for (const [, seq, id] of message.matchAll(/^(\d+|Infinity) (.*)$/gm))
      this.#hints.notify(id!, Number(seq));
  }

  #scheduleHeartbeat(client: pg.Client): void {
    this.#beating = setTimeout(() => void this.#beat(client), heartbeat.every);
  }

  /** Without an answer the connection is given up. The question finds connections of the pool whose answer was lost. */
  async #beat(client: pg.Client): Promise<void> {
    const { unanswered } = this.#watched;
    const query: Query = {
      text: `SELECT pid FROM pg_stat_activity WHERE pid = ANY($1) AND coalesce(state, '') NOT LIKE 'idle%'`,
      values: [unanswered],
      query_timeout: heartbeat.timeout,
    };
    try {
      const { rows } = await client.query<{ pid: number }>(query);
      const working = new Set(rows.map(({ pid }) => pid));
      this.#watched.drop(unanswered.filter((pid) => !working.has(pid)));
      this.#scheduleHeartbeat(client);
    } catch {
      void client.end();
    }
  }

  /** Notifications sent meanwhile are lost, so every session may have new events. */
  #reopen(): void {
    this.#client = null;
    clearTimeout(this.#beating);
    if (this.#isClosed) return;
    const again = () => this.#reopen();
    this.#reopening = setTimeout(() => this.open().then(() => this.#reopened(), again), reopenDelay);
  }

  #reopened(): void {
    this.#hints.notifyAll();
    void this.#send();
  }
}
