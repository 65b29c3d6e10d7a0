/** Configuration from environment variables. */
import { z } from 'zod';
import { urlsOf } from './store/postgres/hosts.ts';

export interface ServerConfig {
  port: number;
  /** the address to listen on; undefined: all */
  host: string | undefined;
  dataDir: string;
  /** PostgreSQL, which several servers can share; null: SQLite in `dataDir` */
  databaseUrl: string | null;
  /** what links and QR codes begin with, perhaps with a path, without a trailing slash; null: the address on the local network */
  publicUrl: string | null;
  /** Express's `trust proxy`: the number of reverse proxies */
  trustProxy: number | boolean;
  logLevel: string;
  /** days after its last event for which a session is kept */
  retentionDays: number;
  /** gigabytes that games may write in a day */
  diskBudget: number;
  /** required to create a session; null: none */
  hostPassword: string | null;
}

/** First parts of paths of the game's own: below them a request would be ambiguous. */
const ownPaths = new Set(['host', 'board', 'lab', 'replay', 'privacy', 'api', 'assets', 'socket.io']);

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .superRefine((url, context) => {
      try {
        urlsOf(url);
      } catch (error) {
        context.addIssue((error as Error).message);
      }
    })
    .optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^/]+:\/\/[^/?#]+(\/[\w.~-]+)*\/*$/, 'expected a scheme, a host, and perhaps a port and a path')
    .refine((url) => !ownPaths.has(url.split('/')[3] ?? ''), 'its path is one that the game has itself')
    .optional(),
  TRUST_PROXY: z.union([z.coerce.number().int().min(0), z.stringbool()]).default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  DISK_BUDGET_GB: z.coerce.number().min(0.001).max(1e6).default(20),
  HOST_PASSWORD: z.string().min(8).max(200).optional(),
});

/** Variables whose values error messages do not repeat. */
const secrets = new Set(['HOST_PASSWORD', 'DATABASE_URL']);

/** @returns the config, or a sentence that says which variable is invalid and why */
export function readConfig(env: Record<string, string | undefined>): ServerConfig | string {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue!.path[0]);
    const shown = secrets.has(name) ? '' : ` "${given[name]}"`;
    return `Invalid ${name}${shown}: ${issue!.message}.`;
  }
  const { data } = parsed;
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: data.DATA_DIR,
    databaseUrl: data.DATABASE_URL ?? null,
    publicUrl: data.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    trustProxy: data.TRUST_PROXY,
    logLevel: data.LOG_LEVEL,
    retentionDays: data.RETENTION_DAYS,
    diskBudget: data.DISK_BUDGET_GB,
    hostPassword: data.HOST_PASSWORD ?? null,
  };
}
