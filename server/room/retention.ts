/** Retention: deletes expired sessions once a day, and others when their host asks; then erases what remains of them. */
import { setImmediate } from 'node:timers/promises';
import { nameInLog } from '../lib/keys.ts';
import type { RoomRegistry } from './registry.ts';
import type { RoomDeps } from './room.ts';
import { StoreUnavailable, type SessionRow } from '../store/port.ts';

const day = 24 * 3_600_000;

export interface RetentionDeps extends Omit<RoomDeps, 'random'> {
  rooms: RoomRegistry;
  /** days after its last event for which a session is kept */
  days: number;
}

export class Retention {
  readonly #deps: RetentionDeps;
  #cancelPurge = () => {};
  #isScrubbing = false;
  /** whether something was deleted since the present scrub began */
  #isScrubDue = false;
  #isStopped = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Deletes expired sessions, now and once a day; erases what an earlier process has deleted. */
  start(): void {
    const { clock } = this.#deps;
    this.#scrub();
    this.#cancelPurge = clock.at(clock.now() + day, () => this.start());
    this.#purge().catch((error: unknown) => this.#report(error));
  }

  /** Deletes a session and terminates its room. @returns whether it existed */
  async delete(row: SessionRow): Promise<boolean> {
    if (!(await this.#remove(row))) return false;
    this.#deps.logger.info({ session: nameInLog(row.id) }, 'session deleted by its host');
    this.#scrub();
    return true;
  }

  /** Stops; what is left to delete is deleted after the next start. */
  dispose(): void {
    this.#isStopped = true;
    this.#cancelPurge();
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
    this.#scrub();
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

  /** Erases what remains of deleted sessions, and again what is deleted meanwhile. Nobody waits for it. */
  #scrub(): void {
    this.#isScrubDue = true;
    if (!this.#isScrubbing) void this.#runScrubs();
  }

  async #runScrubs(): Promise<void> {
    this.#isScrubbing = true;
    while (this.#isScrubDue && !this.#isStopped) {
      this.#isScrubDue = false;
      await this.#deps.store.scrub().catch((error: unknown) => {
        if (!this.#isStopped)
          this.#deps.logger.warn({ err: error }, 'erasure failed; retried after the next deletion');
      });
    }
    this.#isScrubbing = false;
  }
}
