/** Socket.IO in front of the rooms: its settings, and who gets as far as them. */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import type { Failure } from '../../shared/session/reply.ts';
import type { AddressOf } from '../limits/client-address.ts';
import { Backpressure } from './backpressure.ts';
import type { Clock } from '../lib/clock.ts';
import { cut, type Connection } from './terminate.ts';
import { forgetRequest, forgetSent } from './forget.ts';
import { FramesServer } from './frames.ts';
import { admit, welcome, type Admission, type AdmittedClient } from './admission.ts';
import { nameOf, type Limits } from '../limits/limits.ts';
import type { Metrics } from '../lib/metrics.ts';
import { Decoder, Encoder } from './encoder.ts';
import type { RoomRegistry } from '../room/registry.ts';
import { ConnectionMeter } from '../limits/message-limiter.ts';

export interface GatewayDeps {
  rooms: RoomRegistry;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  limits: Limits;
  addressOf: AddressOf;
  /** Whether a page from this origin may connect to the host that it asked for. */
  isOwnOrigin: (origin: string, host: string | undefined) => boolean;
}

/** Milliseconds in which a page that is disconnected can read why. */
const farewell = 1_000;

/** Where a connection comes from, what it says, and what it was sent and does not take. */
interface Caller {
  address: string;
  speaker: ConnectionMeter;
  backlog: Backpressure;
}

/** Serves Socket.IO on an HTTP server. */
export function serveGateway(http: HttpServer, deps: GatewayDeps): Server {
  const { clock, log, metrics, limits, addressOf } = deps;
  const callers = new WeakMap<Connection, Caller>();
  const io = new Server(http, {
    serveClient: false,
    connectTimeout: 10_000,
    maxHttpBufferSize: 32 * 1024,
    parser: { Encoder, Decoder },
    wsEngine: FramesServer,
  });
  // `allowRequest` would not be asked again about requests to a connection that there is already.
  io.engine.use(
    ({ headers: { origin, host } }: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (origin === undefined || deps.isOwnOrigin(origin, host)) return next();
      response.writeHead(403);
      response.end();
    },
  );
  io.engine.on('connection', (connection: Connection) => {
    const speaker = new ConnectionMeter(limits.talk, () => cut(connection));
    const backlog = new Backpressure(connection, clock);
    callers.set(connection, { address: addressOf(connection.request), speaker, backlog });
    connection.on('packet', () => speaker.speaks());
    connection.on('close', () => speaker.ends());
  });
  forgetSent(io.engine);
  io.use(async (socket, next) => next(await refusalOf(socket, callers.get(socket.conn)!, deps)));
  io.on('connection', (socket) => {
    forgetRequest(socket);
    const guest = socket.data as AdmittedClient;
    metrics.connected(guest.role);
    const { speaker, backlog } = callers.get(socket.conn)!;
    socket.on('disconnect', (reason) => {
      metrics.disconnected(guest.role, backlog.isCut ? 'slow reader' : reason);
      if (reason === 'server namespace disconnect') clock.at(clock.now() + farewell, () => cut(socket.conn));
    });
    welcome(speaker.limited(metrics.measured(socket)), guest, log);
  });
  return io;
}

/** Lets a socket in, or gives the error that its page is told. */
async function refusalOf(socket: Socket, caller: Caller, deps: GatewayDeps): Promise<Error | undefined> {
  const { rooms, log, metrics, limits } = deps;
  const { address, speaker, backlog } = caller;
  const look = () => admit(socket, backlog, rooms, log);
  const result = await limits.find(address, socket.handshake.query['room'], look, judge);
  const refusal = 'error' in result ? result : await limits.mayConnect(result.guest, address);
  if (refusal) {
    metrics.refused('handshake', refusal.error.code);
    log.debug({ code: refusal.error.code }, 'a handshake is refused');
    return connectError(refusal.error);
  }
  const { guest } = result as Extract<typeof result, { guest: AdmittedClient }>;
  speaker.identify(nameOf(guest, address));
  socket.data = guest;
  return undefined;
}

function judge(admission: Admission): 'found' | 'wrong' | 'neither' {
  if ('guest' in admission) return 'found';
  return ['room_not_found', 'bad_key'].includes(admission.error.code) ? 'wrong' : 'neither';
}

function connectError(failure: Failure): Error {
  return Object.assign(new Error(failure.message), { data: failure });
}
