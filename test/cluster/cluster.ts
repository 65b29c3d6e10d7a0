/** Several real servers on one PostgreSQL. */
import { metricsAt } from '../support/api.ts';
import { PostgresServer } from '../support/process/postgres-server.ts';
import { ServerProcess } from '../support/process/server-process.ts';

export class Cluster implements AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly servers: readonly ServerProcess[];

  private constructor(postgres: PostgresServer, servers: readonly ServerProcess[]) {
    this.postgres = postgres;
    this.servers = servers;
  }

  static async start(count: number): Promise<Cluster> {
    const postgres = await PostgresServer.start();
    const env = { DATABASE_URL: postgres.url, TRUST_PROXY: '1' };
    const servers = await Promise.all(Array.from({ length: count }, () => ServerProcess.start({ env })));
    return new Cluster(postgres, servers);
  }

  get ports(): number[] {
    return this.servers.map(({ port }) => port);
  }

  /** What each server says of itself under a metric's name. */
  async metrics(name: string): Promise<number[]> {
    return Promise.all(this.servers.map(async ({ url }) => (await metricsAt(url))(name) ?? NaN));
  }

  /** The server with the most rooms. */
  async busiest(): Promise<ServerProcess> {
    const rooms = await this.metrics('telephone_rooms');
    return this.servers[rooms.indexOf(Math.max(...rooms))]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
    await this.postgres[Symbol.asyncDispose]();
  }
}
