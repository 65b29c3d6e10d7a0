/** Socket.IO in front of the rooms: its settings, and who gets as far as them. */
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import type { Failure } from '../shared/session/reply.ts';
import { Backlog, type Connection } from './backlog.ts';
import type { Clock } from './clock.ts';
import { admit, welcome, type Guest } from './guests.ts';
import type { Metrics } from './metrics.ts';
import type { Rooms } from './rooms.ts';

export interface GatewayDeps {
  rooms: Rooms;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** Whether a page from this origin may connect to the host that it asked for. */
  isOwnOrigin: (origin: string, host: string | undefined) => boolean;
}

/** Serves Socket.IO on an HTTP server. */
export function serveGateway(http: HttpServer, deps: GatewayDeps): Server {
  const { log, metrics } = deps;
  const io = new Server(http, {
    serveClient: false,
    connectTimeout: 10_000,
    maxHttpBufferSize: 32 * 1024,
    perMessageDeflate: false,
    allowRequest: ({ headers: { origin, host } }, decide) =>
      decide(null, origin === undefined || deps.isOwnOrigin(origin, host)),
  });
  const backlogs = new WeakMap<Connection, Backlog>();
  io.engine.on('connection', (conn: Connection) => backlogs.set(conn, new Backlog(conn, deps.clock)));
  io.use(async (socket, next) => next(await refusalOf(socket, backlogs.get(socket.conn)!, deps)));
  io.on('connection', (socket) => {
    dropRequest(socket);
    const guest = socket.data as Guest;
    metrics.connected(guest.role);
    const backlog = backlogs.get(socket.conn)!;
    socket.on('disconnect', (reason) =>
      metrics.disconnected(guest.role, backlog.isCut ? 'slow reader' : reason),
    );
    welcome(metrics.measured(socket), guest, log);
  });
  return io;
}

/** Lets a socket in, or gives the error that its page is told. */
async function refusalOf(
  socket: Socket,
  backlog: Backlog,
  { rooms, log, metrics }: GatewayDeps,
): Promise<Error | undefined> {
  const result = await admit(socket, backlog, rooms, log);
  if ('error' in result) {
    metrics.refused('handshake', result.error.code);
    log.debug({ code: result.error.code }, 'a handshake is refused');
    return connectError(result.error);
  }
  socket.data = result.guest;
  return undefined;
}

function connectError(failure: Failure): Error {
  return Object.assign(new Error(failure.message), { data: failure });
}

/** The request of the handshake is some 10 kB that a socket would keep for life. */
function dropRequest({ conn }: Socket): void {
  (conn as { request: unknown }).request = null;
}
