/** How long sessions are kept, and how they go: after their time, or at once on their host's word. */
import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { nameInLog } from '../lib/keys.ts';
import type { RoomRegistry } from './registry.ts';
import { StoreUnavailable, type SessionRow, type Store } from '../store/port.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

export interface RetentionDeps {
  store: Store;
  rooms: RoomRegistry;
  clock: Clock;
  logger: Logger;
  /** The store can no longer be trusted. */
  fail: (error: unknown) => void;
  /** for how many days after its last event a session is kept */
  days: number;
}

export class Retention {
  readonly #deps: RetentionDeps;
  #cancelPurge = () => {};
  #cancelScrub = () => {};
  #isStopped = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Deletes what has outlived its time, now and once a day. */
  start(): void {
    const { clock } = this.#deps;
    this.#cancelPurge = clock.at(clock.now() + day, () => this.start());
    this.#purge().catch((error: unknown) => this.#report(error));
  }

  /**
   * Deletes a session. Devices and boards in it are disconnected, and find no room when they come back.
   *
   * @returns whether there was one
   */
  async delete(row: SessionRow): Promise<boolean> {
    const found = await this.#remove(row);
    if (!found) return false;
    this.#deps.logger.info({ session: nameInLog(row.id) }, 'session deleted by its host');
    await this.#scrub();
    return true;
  }

  /** What is left to delete is deleted after the next start. */
  dispose(): void {
    this.#isStopped = true;
    this.#cancelPurge();
    this.#cancelScrub();
  }

  async #purge(): Promise<void> {
    const { store, clock, logger, days } = this.#deps;
    const ids = await store.untouchedSince(clock.now() - days * day);
    if (ids.length === 0) return;
    for (const id of ids) {
      if (this.#isStopped) return;
      const row = await store.session(id);
      if (row) await this.#remove(row);
      // a deletion takes the disk a while, and classes are played meanwhile
      await setImmediate();
    }
    logger.info({ sessions: ids.length, days }, 'expired sessions deleted');
    this.#scrubLater();
  }

  /** From the store first: what a live room would still write is a conflict then. */
  async #remove(row: SessionRow): Promise<boolean> {
    try {
      const found = await this.#deps.store.delete(row.id);
      await this.#deps.rooms.terminate(row);
      return found;
    } catch (error) {
      this.#report(error);
      throw error;
    }
  }

  /** What cannot be asked of the store now is asked again tomorrow, or by who wanted it. */
  #report(error: unknown): void {
    if (!this.#isStopped && !(error instanceof StoreUnavailable)) this.#deps.fail(error);
  }

  /** Scrubbing stops the server for a while, so it waits until nobody is connected. */
  async #scrub(): Promise<void> {
    const { store, rooms, logger } = this.#deps;
    this.#cancelScrub();
    if (this.#isStopped) return;
    if (!(await rooms.hasNoConnections())) return this.#scrubLater();
    try {
      await store.scrub();
    } catch (error) {
      logger.warn({ err: error }, 'database scrub failed; retried after the next deletion');
    }
  }

  #scrubLater(): void {
    const { clock } = this.#deps;
    this.#cancelScrub();
    if (this.#isStopped) return;
    this.#cancelScrub = clock.at(clock.now() + minute, () => void this.#scrub());
  }
}
