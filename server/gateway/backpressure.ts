/** Send-buffer limit: disconnects clients that stop reading. */
import type { Socket } from 'socket.io';
import type { Clock } from '../lib/clock.ts';

/** An Engine.IO socket, which lies under one of Socket.IO. */
export type Connection = Socket['conn'];

/**
 * Characters that may be buffered behind what is being sent. No message is longer (docs/wire.md), and each waits for
 * the one before it, so nobody who reads comes near.
 */
const maxBuffered = 256 * 1024;
/** Milliseconds in which a client that is waited for has to read something. */
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

  /** Resolves when nothing is buffered any more, or the connection is closed; terminates it after a while. */
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
