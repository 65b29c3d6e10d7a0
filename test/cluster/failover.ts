/** PostgreSQL with a standby that takes over when the primary is killed. */
import { setTimeout } from 'node:timers/promises';
import { PostgresServer, urlOf } from '../support/process/postgres-server.ts';
import type { Outage } from './classes.ts';

/** Milliseconds after which whoever watches over the servers promotes the standby. */
const promotedAfter = 2_000;

export class FailoverPair implements AsyncDisposable {
  /** names both, in any order */
  readonly url: string;
  #primary: PostgresServer;
  #standby: PostgresServer;

  private constructor(primary: PostgresServer, standby: PostgresServer) {
    this.#primary = primary;
    this.#standby = standby;
    this.url = urlOf(primary, standby);
  }

  static async start(): Promise<FailoverPair> {
    const primary = await PostgresServer.start();
    return new FailoverPair(primary, await PostgresServer.standbyOf(primary));
  }

  get standby(): PostgresServer {
    return this.#standby;
  }

  /** Whatever is committed from now on is on both. */
  replicateSynchronously(): Promise<void> {
    return this.#primary.replicateSynchronously();
  }

  /** Kills the primary for good, and has the standby promoted. */
  async failOver(): Promise<Outage> {
    const began = performance.now();
    await this.#primary.kill();
    await setTimeout(promotedAfter);
    await this.#standby.promote();
    return { began, ended: performance.now() };
  }

  /** After a failover: makes a synchronous standby in the place of the server that is gone. */
  async renew(): Promise<void> {
    const { port } = this.#primary;
    await this.#primary[Symbol.asyncDispose]();
    this.#primary = this.#standby;
    this.#standby = await PostgresServer.standbyOf(this.#primary, port);
    await this.replicateSynchronously();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#standby[Symbol.asyncDispose]();
    await this.#primary[Symbol.asyncDispose]();
  }
}
