/** Application: wires store, rooms, HTTP API and gateway together. The caller listens. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import { addressing } from './limits/client-address.ts';
import type { DiskBudget } from './limits/disk-budget.ts';
import { serveGateway } from './gateway/gateway.ts';
import { basePathOf, stripBasePath } from './http/base-path.ts';
import { processClock } from './lib/clock.ts';
import { TimeSlices } from './lib/time-slices.ts';
import { health } from './http/health.ts';
import { answerPageErrors, api, type HttpDeps } from './http/api.ts';
import { ownOrigins } from './http/request-source.ts';
import { Retention } from './room/retention.ts';
import { RoomRegistry } from './room/registry.ts';
import type { RoomDeps } from './room/room.ts';

/** Milliseconds that connections have to close at shutdown before they are destroyed. */
const closeTimeout = 500;

type OwnDeps = 'rooms' | 'retention' | 'addressOf' | 'isOwnOrigin' | 'slices';

export interface AppDeps extends Omit<HttpDeps, OwnDeps>, Omit<RoomDeps, 'random' | 'slices'> {
  trustProxy: number | boolean;
  diskBudget: DiskBudget;
  /**
   * What PUBLIC_URL says: pages of its origin may connect, even where a proxy changes the host, and requests may have
   * its path.
   */
  publicUrl: string | null;
  /**
   * Serves the client: built files, below the path at which browsers find the server, or, in development, Vite, which
   * needs the server for hot reload.
   */
  pages: (http: HttpServer, base: string) => RequestHandler | Promise<RequestHandler>;
  /** Sends no content security policy, which Vite's hot reload would violate. */
  development?: boolean;
}

export interface App {
  http: HttpServer;
  rooms: RoomRegistry;
  /** Graceful shutdown: closes all connections, writes pending commands, ends all timers. */
  close(): Promise<void>;
}

export async function createApp(deps: AppDeps): Promise<App> {
  const { clock, logger, metrics, publicUrl } = deps;
  const slices = new TimeSlices(processClock);
  const rooms = new RoomRegistry({ ...deps, slices, random: Math.random });
  const app = express();
  const http = createServer(app);
  app.disable('x-powered-by').set('trust proxy', deps.trustProxy);
  if (!deps.development) app.use(securityHeaders());
  const retention = new Retention({ ...deps, rooms, days: deps.retentionDays });
  let isEnding = false;
  const addressOf = addressing(app.get('trust proxy fn') as Parameters<typeof addressing>[0]);
  const isOwnOrigin = ownOrigins(publicUrl, logger);
  const parts = { ...deps, rooms, retention, slices, addressOf, isOwnOrigin, isEnding: () => isEnding };
  app.use(health(parts));
  app.use('/api', api(parts));
  const base = basePathOf(publicUrl);
  app.use(await deps.pages(http, base));
  app.use(answerPageErrors(logger));
  const io = serveGateway(http, parts);
  stripBasePath(http, base);
  metrics.observeRooms(() => rooms.count);
  const destroyConnections = trackConnections(http);
  retention.start();
  return {
    http,
    rooms,
    async close() {
      isEnding = true;
      retention.dispose();
      const cancel = clock.at(clock.now() + closeTimeout, destroyConnections);
      await io.close();
      cancel();
      await rooms.drain();
    },
  };
}

/** @returns a function that destroys every open connection */
function trackConnections(http: HttpServer): () => void {
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** Content security policy: this host only, nothing inline. Safari before 15.4 needs the full WebSocket address. */
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
    // classrooms use plain HTTP by an address on the local network: nothing may redirect them to HTTPS
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** The request's host, validated: it becomes part of a header. */
function hostOf({ headers }: { headers: { host?: string | undefined } }): string {
  return /^[\w.:[\]-]+$/.test(headers.host ?? '') ? headers.host! : 'localhost';
}
