/** Send-buffer limit: disconnects clients that stop reading. */
import type { Socket } from 'socket.io';
import type { Clock } from '../lib/clock.ts';

/** The Engine.IO socket below a Socket.IO socket. */
export type Connection = Socket['conn'];

/**
 * Characters that may be buffered. No message is longer (docs/wire.md), and log batches wait for each other, so
 * clients that read stay far below.
 */
const maxBuffered = 256 * 1024;
/** Milliseconds that a client has to drain its buffer while the sender waits. */
const timeout = 5_000;

export class Backpressure {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #buffered = 0;
  #drained: PromiseWithResolvers<void> | null = null;
  #hasTerminated = false;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    connection.on('packetCreate', ({ data }: { data?: string }) => this.#add(data?.length ?? 0));
    connection.on('flush', () => this.#clear());
    connection.on('close', () => this.#clear());
  }

  /** Whether the connection was terminated because its client did not read. */
  get hasTerminated(): boolean {
    return this.#hasTerminated;
  }

  /** Resolves when nothing is buffered or the connection is closed; terminates the connection after the timeout. */
  async drained(): Promise<void> {
    if (this.#buffered === 0) return;
    this.#drained ??= Promise.withResolvers<void>();
    const cancel = this.#clock.at(this.#clock.now() + timeout, () => this.#terminate());
    await this.#drained.promise;
    cancel();
  }

  #add(characters: number): void {
    this.#buffered += characters;
    if (this.#buffered > maxBuffered) this.#terminate();
  }

  #clear(): void {
    this.#buffered = 0;
    this.#drained?.resolve();
    this.#drained = null;
  }

  #terminate(): void {
    if (this.#connection.readyState === 'closed') return;
    this.#hasTerminated = true;
    this.#connection.close(true);
  }
}
