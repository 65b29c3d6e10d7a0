/** What a connection was sent and does not take: it is cut before that piles up in the server's memory. */
import type { Clock } from '../lib/clock.ts';
import { cut, type Connection } from './terminate.ts';

/**
 * How many characters may wait behind what is on its way. No message is longer (docs/wire.md), and one that follows
 * the other waits for it, so nobody who reads comes near.
 */
const most = 256 * 1024;
/** Milliseconds in which a connection that is waited for has to take something. */
const patience = 5_000;

export class Backpressure {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #waiting = 0;
  #taken: PromiseWithResolvers<void> | null = null;
  #isCut = false;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    connection.on('packetCreate', ({ data }: { data?: string }) => this.#add(data?.length ?? 0));
    connection.on('flush', () => this.#clear());
    connection.on('close', () => this.#clear());
  }

  /** Whether the connection was cut since it did not read. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Resolves when nothing waits any more, or the connection is closed; cuts it where nothing of it is taken. */
  async taken(): Promise<void> {
    if (this.#waiting === 0) return;
    this.#taken ??= Promise.withResolvers<void>();
    const cancel = this.#clock.at(this.#clock.now() + patience, () => this.#cut());
    await this.#taken.promise;
    cancel();
  }

  #add(characters: number): void {
    this.#waiting += characters;
    if (this.#waiting > most) this.#cut();
  }

  #clear(): void {
    this.#waiting = 0;
    this.#taken?.resolve();
    this.#taken = null;
  }

  #cut(): void {
    if (this.#connection.readyState === 'closed') return;
    this.#isCut = true;
    cut(this.#connection);
  }
}
