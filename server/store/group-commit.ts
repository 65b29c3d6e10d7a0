/** Group commit: appends of all rooms that arrive while a transaction runs share the next one. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Append } from './append.ts';
import type { Commit, Seat } from './port.ts';

type Result = 'appended' | 'conflict';

interface PendingAppend extends Append {
  settle: (result: Result) => void;
  fail: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Writes appends of different sessions in one transaction. */
  write: (batch: readonly Append[]) => Promise<{ results: readonly Result[]; seconds: number }>;
  /** Hears of the last event of each append that is durable. */
  appended: (id: string, seq: number) => void;
  /** Hears of each transaction. */
  committed: (commit: Commit) => void;
  /**
   * Milliseconds from the beginning of a transaction to the next: so many for each append that the first one holds,
   * up to `most`. A long queue gathers more before it waits for the disk again; a short one does not wait.
   */
  delay?: { each: number; most: number };
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #pending: PendingAppend[] = [];
  #isRunning = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  append(
    id: string,
    after: number,
    events: readonly SessionEvent[],
    seats: readonly Seat[],
  ): Promise<Result> {
    return new Promise((settle, fail) => {
      this.#pending.push({ id, after, events, seats, settle, fail });
      if (!this.#isRunning) this.#settled = this.#run();
    });
  }

  /** Resolves when nothing is pending any more. */
  settled(): Promise<void> {
    return this.#settled;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await setImmediate();
    const { each, most } = this.#options.delay ?? { each: 0, most: 0 };
    while (this.#pending.length > 0) {
      const batch = this.#takeBatch();
      const next = performance.now() + Math.min(each * batch.length, most);
      await this.#commit(batch);
      const wait = next - performance.now();
      if (wait > 0) await setTimeout(wait);
      // the rooms that hear of it append what is pending in them, and share the next one
      await setImmediate();
    }
    this.#isRunning = false;
  }

  /** One append of each session: a second one may build on the first. */
  #takeBatch(): PendingAppend[] {
    const batch = new Map<string, PendingAppend>();
    const rest: PendingAppend[] = [];
    for (const append of this.#pending)
      if (batch.has(append.id)) rest.push(append);
      else batch.set(append.id, append);
    this.#pending = rest;
    return [...batch.values()];
  }

  async #commit(batch: readonly PendingAppend[]): Promise<void> {
    const { write, appended, committed } = this.#options;
    try {
      const { results, seconds } = await write(batch);
      batch.forEach(({ settle }, index) => settle(results[index]!));
      const durable = batch.filter((_, index) => results[index] === 'appended');
      for (const { id, after, events } of durable) appended(id, after + events.length);
      committed({ seconds, appends: durable.map(({ events }) => events) });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
}
