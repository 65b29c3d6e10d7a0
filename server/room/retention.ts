/** Retention: deletes expired sessions once a day, and others when their host asks; scrubs afterwards. */
import { setImmediate } from 'node:timers/promises';
import { nameInLog } from '../lib/keys.ts';
import type { RoomRegistry } from './registry.ts';
import type { RoomDeps } from './room.ts';
import { StoreUnavailable, type SessionRow } from '../store/port.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

export interface RetentionDeps extends Omit<RoomDeps, 'random'> {
  rooms: RoomRegistry;
  /** days after its last event for which a session is kept */
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

  /** Deletes expired sessions, now and once a day. */
  start(): void {
    const { clock } = this.#deps;
    this.#cancelPurge = clock.at(clock.now() + day, () => this.start());
    this.#purge().catch((error: unknown) => this.#report(error));
  }

  /** Deletes a session and terminates its room. @returns whether it existed */
  async delete(row: SessionRow): Promise<boolean> {
    if (!(await this.#remove(row))) return false;
    this.#deps.logger.info({ session: nameInLog(row.id) }, 'session deleted by its host');
    await this.#scrub();
    return true;
  }

  /** Stops; what is left to delete is deleted after the next start. */
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
      // deletions are slow: lets running games go first
      await setImmediate();
    }
    logger.info({ sessions: ids.length, days }, 'expired sessions deleted');
    this.#scrubLater();
  }

  /** Deletes from the store first, after which appends of a live room conflict. */
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

  /** An outage is no fault: the next purge, or the host, tries again. */
  #report(error: unknown): void {
    if (!this.#isStopped && !(error instanceof StoreUnavailable)) this.#deps.fail(error);
  }

  /** Waits until nobody is connected, since scrubbing blocks the server for a while. */
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
