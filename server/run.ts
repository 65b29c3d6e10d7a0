/** Server process: configuration, store, listening, shutdown on SIGTERM and SIGINT. */
import type { AddressInfo } from 'node:net';
import pino, { type Logger } from 'pino';
import { createApp, type App, type AppDeps } from './app.ts';
import { systemClock } from './lib/clock.ts';
import { readConfig, type ServerConfig } from './config.ts';
import { DiskBudget } from './limits/disk-budget.ts';
import { Limits } from './limits/limits.ts';
import { Metrics } from './lib/metrics.ts';
import { announcement } from './network/announce.ts';
import { joinAddresses } from './network/join-addresses.ts';
import { StoreRemoved, type Commit, type Store } from './store/port.ts';
import { openPostgres } from './store/postgres/postgres.ts';
import { reasonOf } from './store/postgres/hosts.ts';
import { databaseIn, openSqlite } from './store/sqlite/sqlite.ts';

const oldestNode = 24;

type Mode = Required<Pick<AppDeps, 'pages' | 'development'>>;

/** Starts the server. Where that fails, prints why and exits with 1. */
export async function run({ pages, development }: Mode): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < oldestNode)
    return giveUp(
      `Node ${process.version} is too old: Node ${oldestNode} is required. "npm start" uses the bundled one.`,
    );
  const config = readConfig(process.env);
  if (typeof config === 'string') return giveUp(config);
  const logger = pino({ level: config.logLevel, base: null });
  const fail = (error: unknown) => {
    logger.fatal({ err: error }, 'store failed');
    const advice =
      error instanceof StoreRemoved
        ? 'Acknowledged turns are gone with it, unless it was moved: put it back, or restore a backup.'
        : 'Acknowledged turns are on disk; start the server again.';
    giveUp(`Store failed: ${(error as Error).message}. ${advice}`);
  };
  const metrics = new Metrics();
  metrics.observeProcess();
  const store = await openStore(config, logger, (commit) => metrics.committed(commit));
  const { publicUrl, host, trustProxy, retentionDays, hostPassword, diskBudget } = config;
  const addresses = () => joinAddresses({ publicUrl, host, port: portOf(app.http) });
  const app: App = await createApp({
    store,
    clock: systemClock,
    logger,
    metrics,
    trustProxy,
    limits: new Limits(),
    diskBudget: new DiskBudget(diskBudget * 1e9),
    retentionDays,
    hostPassword,
    publicUrl,
    addresses,
    fail,
    pages,
    development,
  });

  app.http.once('error', (error) => giveUp(`Cannot listen: ${error.message}.`));
  app.http.listen(config.port, host, async () => {
    console.log(await announcement({ addresses: await addresses(), port: portOf(app.http), host }));
  });

  let isEnding = false;
  const end = async () => {
    // a second signal skips the graceful shutdown: what was acknowledged is durable
    if (isEnding) process.exit(1);
    isEnding = true;
    await app.close();
    await store.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end()).on('SIGINT', () => void end());
}

async function openStore(
  { dataDir, databaseUrl }: ServerConfig,
  logger: Logger,
  onCommit: (commit: Commit) => void,
): Promise<Store> {
  try {
    return await (databaseUrl === null
      ? openSqlite(databaseIn(dataDir), onCommit)
      : openPostgres(databaseUrl, logger, onCommit));
  } catch (error) {
    const place = databaseUrl === null ? `DATA_DIR "${dataDir}"` : 'DATABASE_URL';
    return giveUp(`Cannot open the database in ${place}: ${reasonOf(error)}`);
  }
}

function portOf(http: App['http']): number {
  return (http.address() as AddressInfo).port;
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
