/** Admission: authorises a handshake, and attaches the client to its room. */
import type { Logger } from 'pino';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';
import type { Messages } from '../../shared/wire/calls.ts';
import { parseCode } from '../../shared/wire/room-code.ts';
import { parseHandshake } from '../../shared/wire/validate.ts';
import { hashOf, isKeyOf } from '../lib/keys.ts';
import type { Caller } from '../limits/limits.ts';
import type { Observer } from '../room/observers.ts';
import type { PlayerDevice } from '../room/player-connections.ts';
import type { PreEncodedJson } from '../room/pre-encoded-json.ts';
import type { Proof, RoomRegistry } from '../room/registry.ts';
import type { Room } from '../room/room.ts';
import { StoreUnavailable } from '../store/port.ts';

/** The part of Socket.IO's server-side `Socket` that is used here. */
export interface ClientSocket {
  readonly handshake: { auth: unknown; query: Record<string, unknown> };
  emit<M extends keyof Messages>(name: M, payload: Messages[M] | PreEncodedJson<Messages[M]>): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  onAny(listener: (name: string, ...args: unknown[]) => void): unknown;
  disconnect(close: true): unknown;
}

/** A client that has passed its handshake. */
export type AdmittedClient =
  | { role: 'player'; room: Room; device: PlayerDevice }
  /** `isOwn`: a host, or a board that shows the host's key */
  | { role: 'host' | 'board'; room: Room; observer: Observer; isOwn: boolean };

export type Admission = Result<{ client: AdmittedClient }>;

interface SendBuffer {
  /** Resolves when the client has read everything, or the connection is closed. */
  drained(): Promise<void>;
}

/** Authorises a handshake: finds the room and checks the key. Never rejects. */
export async function admit(
  socket: ClientSocket,
  sendBuffer: SendBuffer,
  rooms: RoomRegistry,
  logger: Logger,
): Promise<Admission> {
  try {
    return await authorise(socket, sendBuffer, rooms);
  } catch (error) {
    return busy(error, logger);
  }
}

/** The answer to a handshake that failed. */
export function busy(error: unknown, logger: Logger): Refusal {
  if (!(error instanceof StoreUnavailable)) logger.error({ err: error }, 'handshake failed');
  return refuse('try_again', 'The server is busy. Try again.');
}

async function authorise(
  socket: ClientSocket,
  sendBuffer: SendBuffer,
  rooms: RoomRegistry,
): Promise<Admission> {
  const { auth, query } = socket.handshake;
  const parsed = parseHandshake(auth);
  if (!parsed.ok) return parsed;
  const { role, key, after = 0, at } = parsed.value;
  const found = await rooms.look(parseCode(query['room']));
  if (!found.ok) return found;
  const { room } = found;
  if (role === 'player') return admitPlayer(socket, room, key);
  const isOwn = isKeyOf(key, room.row.hostKeyHash);
  if (role === 'host' && !isOwn) return refuse('bad_key', "This is not the key of this game's host.", 'key');
  const isOnLog = await room.observers.continues(after, at);
  if (!isOnLog && at === undefined)
    return refuse('wrong_version', 'The game has gone back to an earlier moment. Reload this page.', 'after');
  const observer: Observer = {
    seq: isOnLog ? after : 0,
    isReset: !isOnLog,
    send(batch) {
      socket.emit('events', batch);
      return sendBuffer.drained();
    },
    disconnect: () => socket.disconnect(true),
  };
  return { ok: true, client: { role, room, observer, isOwn } };
}

function admitPlayer(socket: ClientSocket, room: Room, key: string | undefined): Admission {
  if (!key || !/^[0-9a-f]{32}$/.test(key))
    return refuse('bad_request', "A player's key is 32 hex characters.", 'key');
  const keyHash = hashOf(key);
  const player = room.seatOf(keyHash);
  if (player !== null && room.state.players[player - 1]!.kicked)
    return refuse('kicked', 'Your teacher has removed you from this game.');
  const device: PlayerDevice = {
    keyHash,
    show: (view) => socket.emit('view', view),
    dismiss(code) {
      socket.emit('goodbye', { code });
      socket.disconnect(true);
    },
    disconnect: () => socket.disconnect(true),
  };
  return { ok: true, client: { role: 'player', room, device } };
}

/** Attaches a client to its room until it disconnects, which sends its first view or the events it lacks. */
export function attach(socket: ClientSocket, client: AdmittedClient, logger: Logger): void {
  if (client.room.isOver) return void socket.disconnect(true);
  if (client.role === 'player') {
    const { players } = client.room;
    socket.on('disconnect', () => players.detach(client.device));
    players.attach(client.device);
    return;
  }
  const { observers } = client.room;
  socket.on('disconnect', () => observers.detach(client.observer));
  observers.attach(client.observer).catch((error: unknown) => {
    logger.error({ err: error }, 'observer could not be sent the log');
    socket.disconnect(true);
  });
}

/** What a handshake shows beside the code. */
export function proofOf({ handshake }: ClientSocket, address: string): Proof {
  const parsed = parseHandshake(handshake.auth);
  return parsed.ok ? { key: parsed.value.key, pass: parsed.value.pass, address } : { address };
}

export function callerOf(client: AdmittedClient, address: string): Caller {
  switch (client.role) {
    case 'player': {
      const { keyHash } = client.device;
      return { role: 'player', address, keyHash, isSeated: client.room.seatOf(keyHash) !== null };
    }
    case 'host':
    case 'board':
      return client.isOwn
        ? { role: 'host', address, code: client.room.row.code }
        : { role: 'board', address };
  }
}
