/** Between Socket.IO and the rooms: who may connect, what may be asked, and that everything is answered. */
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import {
  isHostEmit,
  isPlayerEmit,
  parseHandshake,
  parseHostEmit,
  parsePlayerEmit,
  parseTail,
} from '../shared/protocol.ts';
import { refuse, type Failure, type Reply } from '../shared/session/reply.ts';
import { parseCode } from '../shared/wire.ts';
import { hashOf, isKeyOf } from './keys.ts';
import type { Phone } from './phones.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import type { Watcher } from './watchers.ts';

export interface GatewayDeps {
  rooms: Rooms;
  log: Logger;
  /** Whether a page from this origin may connect to the host that it asked for. */
  isOwnOrigin: (origin: string, host: string | undefined) => boolean;
}

/** What a socket is, once it has been let in. */
type Guest =
  { role: 'player'; room: Room; phone: Phone } | { role: 'host' | 'board'; room: Room; watcher: Watcher };

type Answer = (reply: Reply) => void;

/** Serves Socket.IO on an HTTP server. */
export function serveGateway(http: HttpServer, deps: GatewayDeps): Server {
  const io = new Server(http, {
    serveClient: false,
    connectTimeout: 10_000,
    maxHttpBufferSize: 32 * 1024,
    perMessageDeflate: false,
    allowRequest: ({ headers: { origin, host } }, decide) =>
      decide(null, origin === undefined || deps.isOwnOrigin(origin, host)),
  });
  io.use(async (socket, next) => next(await refusalOf(socket, deps)));
  io.on('connection', (socket) => {
    dropRequest(socket);
    welcome(socket, socket.data as Guest, deps.log);
  });
  return io;
}

/** Lets a socket in, or gives the error that its page is told. */
async function refusalOf(socket: Socket, { rooms, log }: GatewayDeps): Promise<Error | undefined> {
  try {
    const result = await admit(socket, rooms);
    if ('error' in result) return connectError(result.error);
    socket.data = result.guest;
    return undefined;
  } catch (error) {
    log.error({ err: error }, 'a handshake failed');
    return connectError(refuse('try_again', 'The server is busy. Try again.').error);
  }
}

async function admit(socket: Socket, rooms: Rooms): Promise<{ guest: Guest } | { error: Failure }> {
  const { auth, query } = socket.handshake;
  const parsed = parseHandshake(auth);
  if (!parsed.ok) return parsed;
  const { role, key, after = 0 } = parsed.value;
  const code = parseCode(query['room']);
  const room = code && (await rooms.find(code));
  if (!room) return refuse('room_not_found', 'There is no game with this code.');
  if (role === 'player') return admitPlayer(socket, room, key);
  if (role === 'host' && !isKeyOf(key, room.row.hostKeyHash))
    return refuse('bad_key', "This is not the key of this game's host.", 'key');
  const watcher: Watcher = { seq: after, tell: (batch) => socket.emit('events', batch) };
  return { guest: { role, room, watcher } };
}

function admitPlayer(
  socket: Socket,
  room: Room,
  key: string | undefined,
): { guest: Guest } | { error: Failure } {
  if (!key || !/^[0-9a-f]{32}$/.test(key))
    return refuse('bad_request', "A player's key is 32 hex characters.", 'key');
  const keyHash = hashOf(key);
  const player = room.seatOf(keyHash);
  if (player !== null && room.state.players[player - 1]!.kicked)
    return refuse('kicked', 'The host has removed you from this game.');
  const phone: Phone = {
    keyHash,
    player: null,
    show: (view) => socket.emit('view', view),
    dismiss(code) {
      socket.emit('goodbye', { code });
      socket.disconnect(true);
    },
  };
  return { guest: { role: 'player', room, phone } };
}

/** The first view or the events that it lacks; from then on every emit is answered, whatever it is. */
function welcome(socket: Socket, guest: Guest, log: Logger): void {
  socket.onAny((name: unknown, ...args: unknown[]) => {
    const last = args.at(-1);
    const answer: Answer = typeof last === 'function' ? (last as Answer) : () => {};
    const payload = typeof last === 'function' && args.length === 1 ? undefined : args[0];
    try {
      handle(guest, String(name), payload, answer, log);
    } catch (error) {
      log.error({ err: error, emit: name }, 'an emit failed');
      answer(refuse('try_again', 'Something went wrong. Try again.'));
    }
  });
  if (guest.role === 'player') {
    const { phones } = guest.room;
    socket.on('disconnect', () => phones.detach(guest.phone));
    phones.attach(guest.phone);
  } else {
    const { watchers } = guest.room;
    socket.on('disconnect', () => watchers.detach(guest.watcher));
    watchers.attach(guest.watcher).catch((error: unknown) => {
      log.error({ err: error }, 'a board could not be told');
      socket.disconnect(true);
    });
  }
}

function handle(guest: Guest, name: string, payload: unknown, answer: Answer, log: Logger): void {
  if (isPlayerEmit(name)) {
    if (guest.role !== 'player') return answer(refuse('not_joined', 'Only players can do this.'));
    const parsed = parsePlayerEmit(name, payload, guest.phone.player);
    if (!parsed.ok) return answer(parsed);
    return guest.room.submit(parsed.value, answer, name === 'join' ? guest.phone.keyHash : null);
  }
  if (isHostEmit(name)) {
    if (guest.role !== 'host') return answer(refuse('not_host', 'Only the host can do this.'));
    const parsed = parseHostEmit(name, payload);
    return parsed.ok ? guest.room.submit(parsed.value, answer) : answer(parsed);
  }
  if (name === 'tail') return tail(guest, payload, answer, log);
  answer(refuse('unknown_command', 'The server does not know this command.'));
}

function tail(guest: Guest, payload: unknown, answer: Answer, log: Logger): void {
  if (guest.role === 'player') return answer(refuse('not_host', 'Only boards and hosts read the log.'));
  const parsed = parseTail(payload);
  if (!parsed.ok) return answer(parsed);
  guest.room.watchers.after(parsed.value.after).then(
    (events) => answer({ ok: true, events }),
    (error: unknown) => {
      log.error({ err: error }, 'a tail could not be read');
      answer(refuse('try_again', 'The log cannot be read now. Try again.'));
    },
  );
}

function connectError(failure: Failure): Error {
  return Object.assign(new Error(failure.message), { data: failure });
}

/** The request of the handshake is some 10 kB that a socket would keep for life. */
function dropRequest({ conn }: Socket): void {
  (conn as { request: unknown }).request = null;
}
