/** Server process: configuration, store, listening, shutdown on SIGTERM and SIGINT. */
import type { AddressInfo } from 'node:net';
import pino, { type Logger } from 'pino';
import qrcode from 'qrcode';
import { createApp, type AppDeps } from './app.ts';
import { systemClock } from './lib/clock.ts';
import { isLoopback, lanAddresses, readConfig, type ServerConfig } from './config.ts';
import { Limits } from './limits/limits.ts';
import { Metrics } from './lib/metrics.ts';
import type { Commit, Store } from './store/port.ts';
import { openPostgres } from './store/postgres/postgres.ts';
import { reasonOf } from './store/postgres/pool.ts';
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
    giveUp(
      `Store failed: ${(error as Error).message}. Acknowledged turns are on disk; start the server again.`,
    );
  };
  const metrics = new Metrics();
  metrics.observeProcess();
  const store = await openStore(config, logger, (commit) => metrics.committed(commit));
  let publicUrl = config.publicUrl ?? '';
  const { trustProxy, retentionDays, hostPassword } = config;
  const app = await createApp({
    store,
    clock: systemClock,
    logger,
    metrics,
    trustProxy,
    limits: new Limits(),
    retentionDays,
    hostPassword,
    publicUrl: () => publicUrl,
    fail,
    pages,
    development,
  });

  app.http.once('error', (error) => giveUp(`Cannot listen: ${error.message}.`));
  app.http.listen(config.port, config.host, () => {
    const { port } = app.http.address() as AddressInfo;
    const urls = reachableUrls(config, port);
    publicUrl ||= urls[0]!;
    void announce(urls, port, config);
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

/** The server's addresses for students: the public one or, without it, those on the local network. */
function reachableUrls({ publicUrl, host }: ServerConfig, port: number): string[] {
  if (publicUrl) return [publicUrl];
  const all = host === undefined || host === '0.0.0.0' || host === '::';
  const hosts = all ? lanAddresses() : [host];
  return (hosts.length > 0 ? hosts : ['localhost']).map(
    (name) => `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
  );
}

async function announce(urls: string[], port: number, { publicUrl, host }: ServerConfig): Promise<void> {
  console.log(await qrcode.toString(urls[0]!, { type: 'terminal', small: true }));
  console.log('Token Telephone is running. Students open');
  for (const url of urls) console.log(`  ${url}`);
  console.log(`and you host at\n  http://localhost:${port}/host`);
  if (publicUrl === null && host !== undefined && isLoopback(host))
    console.log(
      `Only this machine can open this address (HOST=${host}). Unset HOST to let other devices connect.`,
    );
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
