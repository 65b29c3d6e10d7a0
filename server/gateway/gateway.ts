/** Gateway: the Socket.IO server. Authorises handshakes and connects clients to rooms. */
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { WebSocketServer, type ServerOptions } from 'ws';
import type { HostCommand } from '../../shared/session/command.ts';
import type { Failure, Refusal } from '../../shared/session/result.ts';
import type { State } from '../../shared/session/state.ts';
import type { ClientToServer, Messages } from '../../shared/wire/calls.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import type { Clock } from '../lib/clock.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { AddressOf } from '../limits/client-address.ts';
import type { DiskBudget } from '../limits/disk-budget.ts';
import { messageKey, type Limits } from '../limits/limits.ts';
import { ConnectionMeter } from '../limits/message-limiter.ts';
import type { PreEncodedJson } from '../room/pre-encoded-json.ts';
import type { RoomRegistry } from '../room/registry.ts';
import { admit, attach, busy, callerOf, proofOf, type AdmittedClient } from './admission.ts';
import { Backpressure, type Connection } from './backpressure.ts';
import { dispatch } from './dispatch.ts';
import { Decoder, Encoder } from './encoder.ts';

export interface GatewayDeps {
  rooms: RoomRegistry;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  limits: Limits;
  diskBudget: DiskBudget;
  addressOf: AddressOf;
  /** Whether a page of this origin may connect, given the request's host. */
  isOwnOrigin: (origin: string, host: string | undefined) => boolean;
}

/** The server's messages, some of them pre-encoded. */
type ServerMessages = {
  [M in keyof Messages]: (payload: Messages[M] | PreEncodedJson<Messages[M]>) => void;
};
type GatewaySocket = Socket<ClientToServer, ServerMessages, object, { client: AdmittedClient }>;
type Gateway = Server<ClientToServer, ServerMessages, object, { client: AdmittedClient }>;

interface Peer {
  address: string;
  meter: ConnectionMeter;
  backpressure: Backpressure;
}

/** Engine.IO's WebSocket server, which ends a connection without a closing handshake after a second, not after 30. */
class WebSocketEngine extends WebSocketServer {
  constructor(options: ServerOptions) {
    const settings = { ...options, closeTimeout: 1_000 };
    super(settings);
  }
}

export function serveGateway(http: HttpServer, deps: GatewayDeps): Gateway {
  const { clock, logger, metrics, limits, diskBudget, addressOf } = deps;
  const peers = new WeakMap<Connection, Peer>();
  const io: Gateway = new Server(http, {
    serveClient: false,
    connectTimeout: 10_000,
    maxHttpBufferSize: 32 * 1024,
    parser: { Encoder, Decoder },
    wsEngine: WebSocketEngine,
  });
  // not in `allowRequest`, which is called only for the first request of a connection
  io.engine.use(
    ({ headers: { origin, host } }: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (origin === undefined || deps.isOwnOrigin(origin, host)) return next();
      response.writeHead(403);
      response.end();
    },
  );
  io.engine.on('connection', (connection: Connection) => {
    const meter = new ConnectionMeter(limits.messages, () => connection.close(true));
    const backpressure = new Backpressure(connection, clock);
    peers.set(connection, { address: addressOf(connection.request), meter, backpressure });
    connection.on('packet', () => meter.record());
    connection.on('close', () => meter.close());
  });
  io.use(async (socket, next) => next(await authorise(socket, peers.get(socket.conn)!, deps)));
  io.on('connection', (socket) => {
    // the handshake's request is some 10 kB, which Engine.IO would keep (Socket.IO's docs on memory usage)
    (socket.conn as { request: unknown }).request = null;
    const { client } = socket.data;
    const { address, meter, backpressure } = peers.get(socket.conn)!;
    const hooks = {
      logger,
      refuse: () => meter.refuse(),
      reserve: (state: State, command: HostCommand) => diskBudget.take(address, state, command),
      refused: () => meter.recordRefusal(),
      joined: () => keySeen(client, address, deps),
      acknowledged: metrics.acknowledged.bind(metrics),
    };
    metrics.connected(client.role);
    socket.on('disconnect', (reason) =>
      metrics.disconnected(client.role, backpressure.hasTerminated ? 'slow reader' : reason),
    );
    socket.onAny((name: string, ...args: unknown[]) => dispatch(client, name, args, hooks));
    attach(socket, client, logger);
  });
  return io;
}

/** Admits a socket within the limits. @returns the error for its page; undefined where it is admitted */
async function authorise(socket: GatewaySocket, peer: Peer, deps: GatewayDeps): Promise<Error | undefined> {
  const { rooms, logger, limits } = deps;
  const { address, meter, backpressure } = peer;
  const code = socket.handshake.query['room'];
  const proof = proofOf(socket, address);
  const look = () => admit(socket, backpressure, rooms, logger);
  const isProven = () => rooms.isProven(parseCode(code), proof);
  const admission = await limits
    .find({ address, code, device: proof.key }, look, isProven)
    .catch((error: unknown) => busy(error, logger));
  if (!admission.ok) return connectError(admission, deps);
  const caller = callerOf(admission.client, address);
  if (caller.role === 'host' || (caller.role === 'player' && caller.isSeated))
    keySeen(admission.client, address, deps);
  const refusal = limits.admit(caller);
  if (refusal) return connectError(refusal, deps);
  meter.identify(messageKey(caller));
  if (caller.role === 'host') admission.client.room.owner = address;
  socket.data.client = admission.client;
  return undefined;
}

/** Opens a room to everybody at an address where a key of it was seen. */
function keySeen({ room }: AdmittedClient, address: string, { rooms, limits }: GatewayDeps): void {
  void limits.know(address, room.row.code, () => rooms.keepAddress(room.row, address));
}

/** A refusal in the form in which Socket.IO reports it to the client. */
function connectError({ error }: Refusal, { metrics, logger }: GatewayDeps): Error & { data: Failure } {
  metrics.refused('handshake', error.code);
  logger.debug({ code: error.code }, 'handshake refused');
  return Object.assign(new Error(error.message), { data: error });
}
