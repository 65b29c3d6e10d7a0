/** Puts the server together out of its parts. Listens to nothing. */
import { createServer, type Server as HttpServer } from 'node:http';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { serveGateway } from './gateway.ts';
import { answerPageErrors, api, health } from './http.ts';
import { Rooms } from './rooms.ts';
import type { Store } from './store/port.ts';

export interface AppDeps {
  store: Store;
  clock: Clock;
  log: Logger;
  trustProxy: number | boolean;
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
  rooms: Rooms;
  /** Closes every connection and timer. What was decided is in the store. */
  close(): Promise<void>;
}

export async function createApp(deps: AppDeps): Promise<App> {
  const { store, clock, log, publicUrl } = deps;
  const rooms = new Rooms({ store, clock, log, random: Math.random, fail: deps.fail });
  const app = express();
  const http = createServer(app);
  app.disable('x-powered-by').set('trust proxy', deps.trustProxy);
  if (!deps.development) app.use(securityHeaders());
  const parts = { rooms, store, log, publicUrl };
  app.use(health(parts));
  app.use('/api', api(parts));
  app.use(await deps.pages(http));
  app.use(answerPageErrors(log));
  const isOwnOrigin = (origin: string, host: string | undefined) =>
    [host, new URL(publicUrl()).host].includes(URL.canParse(origin) ? new URL(origin).host : '');
  const io = serveGateway(http, { rooms, log, isOwnOrigin });
  return {
    http,
    rooms,
    async close() {
      await io.close();
      await rooms.close();
    },
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
