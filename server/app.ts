/** Puts the server together out of its parts. Listens to nothing. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { addressing } from './limits/client-address.ts';
import type { Clock } from './lib/clock.ts';
import { serveGateway } from './gateway/gateway.ts';
import { health } from './http/health.ts';
import { answerPageErrors, api } from './http/api.ts';
import type { Limits } from './limits/limits.ts';
import type { Metrics } from './lib/metrics.ts';
import { Retention } from './room/retention.ts';
import { RoomRegistry } from './room/registry.ts';
import type { Store } from './store/port.ts';

/** Milliseconds in which connections are told that the server ends, before they are cut. */
const farewell = 500;

export interface AppDeps {
  store: Store;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  trustProxy: number | boolean;
  limits: Limits;
  /** for how many days after its last event a session is kept */
  retentionDays: number;
  /** what a host has to know to open a room; null: nothing */
  hostPassword: string | null;
  /** what links show: scheme, host and port */
  publicUrl: () => string;
  /** The store can no longer be trusted. */
  fail: (error: unknown) => void;
  /** Serves the pages: built files or, in development, Vite. Gets the server for its hot reload. */
  pages: (http: HttpServer) => RequestHandler | Promise<RequestHandler>;
  /** a content security policy that is looser than the game needs, for Vite's hot reload */
  development?: boolean;
}

export interface App {
  http: HttpServer;
  rooms: RoomRegistry;
  /** Takes nothing new, tells everybody, ends every connection and timer. What was asked is in the store. */
  close(): Promise<void>;
}

export async function createApp(deps: AppDeps): Promise<App> {
  const { store, clock, logger, metrics, publicUrl } = deps;
  const rooms = new RoomRegistry({ store, clock, logger, random: Math.random, fail: deps.fail });
  const app = express();
  const http = createServer(app);
  app.disable('x-powered-by').set('trust proxy', deps.trustProxy);
  if (!deps.development) app.use(securityHeaders());
  const retention = new Retention({ ...deps, rooms, days: deps.retentionDays });
  let ending = false;
  const addressOf = addressing(app.get('trust proxy fn') as Parameters<typeof addressing>[0]);
  const parts = { ...deps, rooms, retention, addressOf, isEnding: () => ending };
  app.use(health(parts));
  app.use('/api', api(parts));
  app.use(await deps.pages(http));
  app.use(answerPageErrors(logger));
  const isOwnOrigin = (origin: string, host: string | undefined) =>
    [host, new URL(publicUrl()).host].includes(URL.canParse(origin) ? new URL(origin).host : '');
  const io = serveGateway(http, { ...parts, isOwnOrigin });
  metrics.observeRooms(() => rooms.count);
  const cutConnections = connectionsOf(http);
  retention.start();
  return {
    http,
    rooms,
    async close() {
      ending = true;
      retention.dispose();
      const cancel = clock.at(clock.now() + farewell, cutConnections);
      await io.close();
      cancel();
      await rooms.drain();
    },
  };
}

/** @returns what ends every connection at once, whatever its other end does */
function connectionsOf(http: HttpServer): () => void {
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** Everything comes from this host, and nothing inline. Safari before 15.4 needs the socket's address in full. */
function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: [
          "'self'",
          (request) => `ws://${hostOf(request)}`,
          (request) => `wss://${hostOf(request)}`,
        ],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Classrooms play on plain http, by an address on the local network: none of these may send them to https.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** The host that was asked for, where it can be one: it goes into a header. */
function hostOf({ headers }: { headers: { host?: string | undefined } }): string {
  return /^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host! : 'localhost';
}
