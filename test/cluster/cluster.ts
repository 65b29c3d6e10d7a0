/** A cluster of real servers on one PostgreSQL. */
import { metricsAt } from '../support/api.ts';
import { PostgresServer } from '../support/process/postgres-server.ts';
import { ServerProcess } from '../support/process/server-process.ts';

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

export async function startCluster(count: number) {
  return startServers(count, await PostgresServer.start());
}

/** @param postgres what all servers share; it is disposed of with them */
export async function startServers<Database extends { url: string } & AsyncDisposable>(
  count: number,
  postgres: Database,
) {
  const env = { DATABASE_URL: postgres.url, TRUST_PROXY: '1' };
  const servers = await Promise.all(Array.from({ length: count }, () => ServerProcess.start({ env })));
  /** What each server says of itself under a metric's name. */
  const metrics = (name: string) =>
    Promise.all(servers.map(async ({ url }) => (await metricsAt(url))(name) ?? NaN));
  return {
    postgres,
    servers,
    ports: servers.map(({ port }) => port),
    metrics,
    /** The server with the most rooms. */
    async busiest(): Promise<ServerProcess> {
      const rooms = await metrics('telephone_rooms');
      return servers[rooms.indexOf(Math.max(...rooms))]!;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      await postgres[Symbol.asyncDispose]();
    },
  };
}
