/** The environment, read once. A value that cannot be is a sentence. */
import { networkInterfaces } from 'node:os';
import { z } from 'zod';

export interface ServerConfig {
  port: number;
  /** the address to listen on; undefined: all of them */
  host: string | undefined;
  dataDir: string;
  /** the PostgreSQL that servers share, in place of the file in `dataDir`; null: none */
  databaseUrl: string | null;
  /** what links and QR codes show, without a slash at the end; null: the address on the local network */
  publicUrl: string | null;
  /** Express's `trust proxy`: how many proxies stand before the server */
  trustProxy: number | boolean;
  logLevel: string;
  /** for how many days after its last event a session is kept */
  retentionDays: number;
  /** what a host has to know to open a room; null: nothing */
  hostPassword: string | null;
}

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host:5432/database' })
    .optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^/]+:\/\/[^/?#]+\/*$/, 'expected a scheme, a host and an optional port')
    .optional(),
  TRUST_PROXY: z.union([z.coerce.number().int().min(0), z.stringbool()]).default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  HOST_PASSWORD: z.string().min(8).max(200).optional(),
});

/** What is not repeated where it is refused. */
const secrets = new Set(['HOST_PASSWORD', 'DATABASE_URL']);

/** @returns the config, or the sentence that says which variable is wrong and why */
export function readConfig(env: Record<string, string | undefined>): ServerConfig | string {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue!.path[0]);
    const shown = secrets.has(name) ? '' : ` "${given[name]}"`;
    return `Invalid ${name}${shown}: ${issue!.message}.`;
  }
  const { RETENTION_DAYS, HOST_PASSWORD, DATABASE_URL } = parsed.data;
  const { PORT, HOST, DATA_DIR, PUBLIC_URL, TRUST_PROXY, LOG_LEVEL } = parsed.data;
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    databaseUrl: DATABASE_URL ?? null,
    publicUrl: PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    trustProxy: TRUST_PROXY,
    logLevel: LOG_LEVEL,
    retentionDays: RETENTION_DAYS,
    hostPassword: HOST_PASSWORD ?? null,
  };
}

/** This machine's addresses on the local network: what phones can reach. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/** Whether an address to listen on is this machine's own, which nobody else can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
