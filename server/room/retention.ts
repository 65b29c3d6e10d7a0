/** Retention: deletes expired sessions day by day, and others when their host asks; then erases what remains of them. */
import { setImmediate } from 'node:timers/promises';
import { ClockWatch } from '../lib/clock-watch.ts';
import { nameInLog } from '../lib/keys.ts';
import type { RoomRegistry } from './registry.ts';
import type { RoomDeps } from './room.ts';
import { DataDamaged, StoreUnavailable, type LastEvent, type SessionRow } from '../store/port.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds that a server lives through, without a leap of its clock, before it purges. */
const settleTime = 15 * minute;
/** Milliseconds after which another purge counts as one of another day: lessons do not begin at the same minute. */
const anotherDay = 20 * hour;
/** Milliseconds by which another server's clock, and so an event, may be ahead. */
const skew = minute;

export interface RetentionDeps extends Omit<RoomDeps, 'random' | 'slices'> {
  rooms: RoomRegistry;
  /** days after its last event for which a session is kept, at least */
  days: number;
}

/**
 * A clock can be wrong, and what is deleted does not come back. So a purge deletes only what the purge of an earlier
 * day would have deleted by its clock, and of that as much as expires in the time since, a day at most.
 */
export class Retention {
  readonly #deps: RetentionDeps;
  readonly #clockWatch: ClockWatch;
  #unwatchClock = () => {};
  #cancelPurge = () => {};
  #isScrubbing = false;
  /** whether something was deleted since the present scrub began */
  #isScrubDue = false;
  /** sessions that could not be deleted */
  readonly #damaged = new Set<string>();
  #isStopped = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#clockWatch = new ClockWatch(deps.clock, minute);
  }

  /** Erases what an earlier process has deleted, and purges from now on. */
  start(): void {
    this.#scrub();
    this.#unwatchClock = this.#clockWatch.onLeap(() => this.#purgeAfter(settleTime));
    this.#purgeAfter(settleTime);
  }

  /** Deletes a session and terminates its room. @returns whether it existed */
  async delete(row: SessionRow): Promise<boolean> {
    try {
      if (!(await this.#remove(row))) return false;
    } catch (error) {
      this.#report(error);
      throw error;
    }
    this.#deps.logger.info({ session: nameInLog(row.id) }, 'session deleted by its host');
    this.#scrub();
    return true;
  }

  /** Stops; what is left to erase is erased after the next start. */
  dispose(): void {
    this.#isStopped = true;
    this.#unwatchClock();
    this.#cancelPurge();
  }

  #purgeAfter(milliseconds: number): void {
    const { clock, logger } = this.#deps;
    this.#cancelPurge();
    this.#cancelPurge = clock.at(clock.now() + milliseconds, () => {
      if (this.#clockWatch.check()) return;
      this.#purgeAfter(day);
      this.#purge().catch((error: unknown) => {
        if (!this.#isStopped) logger.error({ err: error }, 'purge failed; tried again in a day');
        this.#report(error);
      });
    });
  }

  /** Deletes what has expired, if the clock can be trusted with that. */
  async #purge(): Promise<void> {
    const { store, clock, logger, days } = this.#deps;
    const now = clock.now();
    const newest = await store.newestEventAt();
    if (newest !== null && newest > now + skew) {
      const ahead = Math.round((newest - now) / minute);
      return logger.warn({ minutes: ahead }, 'clock is behind the newest event; nothing is purged');
    }
    const mark = await store.purgeMark();
    const passed = mark === null ? -1 : now - mark.at;
    if (passed >= 0 && passed < anotherDay) return this.#purgeAfter(day - passed);
    await store.setPurgeMark({ at: now, days });
    if (mark === null || passed < 0) return;
    const expired = await store.untouchedSince(mark.at - days * day);
    // who has shortened the time wants all of it gone that is too old by now
    const atMost = days < mark.days ? Infinity : Math.min(passed, day);
    await this.#deleteAll(this.#oldest(expired, atMost));
  }

  /** Those of the oldest session's day, or whatever time is given. */
  #oldest(expired: readonly LastEvent[], within: number): LastEvent[] {
    const whole = expired.filter(({ id }) => !this.#damaged.has(id));
    return whole.filter(({ at }) => at <= whole[0]!.at + within);
  }

  async #deleteAll(sessions: readonly LastEvent[]): Promise<void> {
    const { store, logger, days } = this.#deps;
    let deleted = 0;
    for (const { id } of sessions) {
      if (this.#isStopped) break;
      try {
        const row = await store.session(id);
        if (row && (await this.#remove(row))) deleted++;
      } catch (error) {
        if (!(error instanceof DataDamaged)) throw error;
        this.#damaged.add(id);
        logger.error({ err: error, session: nameInLog(id) }, 'expired session is damaged, and was left');
      }
      // lets running games go first
      await setImmediate();
    }
    if (deleted === 0) return;
    logger.info({ sessions: deleted, days }, 'expired sessions deleted');
    this.#scrub();
  }

  /** Deletes from the store first, after which appends of a live room conflict. */
  async #remove(row: SessionRow): Promise<boolean> {
    const found = await this.#deps.store.delete(row.id);
    await this.#deps.rooms.terminate(row);
    return found;
  }

  /** Neither an outage nor damage to a session is a fault of the whole store. */
  #report(error: unknown): void {
    const isLocal = error instanceof StoreUnavailable || error instanceof DataDamaged;
    if (!this.#isStopped && !isLocal) this.#deps.fail(error);
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
          this.#deps.logger.error({ err: error }, 'erasure failed; retried after the next deletion');
      });
    }
    this.#isScrubbing = false;
  }
}
