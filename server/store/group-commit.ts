/** Group commit: appends of all rooms that arrive while a transaction runs share the next one. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Append } from './append.ts';
import type { AppendResult, Commit } from './port.ts';

interface PendingAppend extends Append {
  settle: (result: AppendResult) => void;
  fail: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Writes appends of different sessions in one transaction. */
  write: (batch: readonly Append[]) => Promise<{ results: readonly AppendResult[]; seconds: number }>;
  /** Called with the seq of the last event of each durable append. */
  onAppended: (id: string, seq: number) => void;
  /** Called after each transaction. */
  onCommit: (commit: Commit) => void;
  /**
   * Milliseconds from the start of a transaction to that of the next: `each` for each of its appends, up to `most`.
   * The longer the queue, the larger the next batch; a short queue does not wait.
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

  append(append: Append): Promise<AppendResult> {
    return new Promise((settle, fail) => {
      this.#pending.push({ ...append, settle, fail });
      if (!this.#isRunning) this.#settled = this.#run();
    });
  }

  /** Resolves when nothing is pending. */
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
      // rooms whose append has just settled append again at once: they share the next transaction
      await setImmediate();
    }
    this.#isRunning = false;
  }

  /** At most one append of each session: a second one may build on the first. */
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
    const { write, onAppended, onCommit } = this.#options;
    try {
      const { results, seconds } = await write(batch);
      batch.forEach(({ settle }, index) => settle(results[index]!));
      const durable = batch.filter((_, index) => results[index] === 'appended');
      for (const { id, after, events } of durable) onAppended(id, after.seq + events.length);
      onCommit({ seconds, appends: durable.map(({ events }) => events) });
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
}
