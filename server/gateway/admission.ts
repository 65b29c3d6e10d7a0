/** Who may connect to a room, what a guest may ask of it, and that everything is answered. */
import type { Logger } from 'pino';
import {
  isHostEmit,
  isPlayerEmit,
  parseHandshake,
  parseHostEmit,
  parsePlayerEmit,
  parseTail,
} from '../../shared/wire/validate.ts';
import { refuse, type Failure, type Reply } from '../../shared/session/reply.ts';
import { parseCode } from '../../shared/wire/api.ts';
import { hashOf, isKeyOf } from '../lib/keys.ts';
import type { Phone } from '../room/player-connections.ts';
import type { Room } from '../room/room.ts';
import { noSuchRoom, type RoomRegistry } from '../room/registry.ts';
import { StoreUnavailable } from '../store/port.ts';
import type { Observer } from '../room/observers.ts';

/** One connection, as Socket.IO's sockets are. */
export interface Line {
  readonly handshake: { auth: unknown; query: Record<string, unknown> };
  emit(name: string, payload: unknown): unknown;
  on(event: 'disconnect', call: () => void): unknown;
  onAny(hear: Hear): unknown;
  disconnect(close: true): unknown;
}

/** Hears every emit; the last argument is the function that answers, if the client asked for one. */
type Hear = (name: unknown, ...args: unknown[]) => void;

/** The same line, on which emits are heard through something that may look at them first. */
export function heardThrough(line: Line, through: (hear: Hear) => Hear): Line {
  return {
    handshake: line.handshake,
    emit: (name, payload) => line.emit(name, payload),
    on: (event, call) => line.on(event, call),
    disconnect: (close) => line.disconnect(close),
    onAny: (hear) => line.onAny(through(hear)),
  };
}

/** What a line is, once it has been let in. */
export type AdmittedClient =
  { role: 'player'; room: Room; phone: Phone } | { role: 'host' | 'board'; room: Room; watcher: Observer };

/** What a line was sent and has not taken yet. */
interface Backpressure {
  /** Resolves when it has taken that, or is closed. */
  taken(): Promise<void>;
}

type Answer = (reply: Reply) => void;

export type Admission = { guest: AdmittedClient } | { error: Failure };

/** Finds out whether a line may be let in, and as whom. Never rejects. */
export async function admit(
  line: Line,
  backlog: Backpressure,
  rooms: RoomRegistry,
  log: Logger,
): Promise<Admission> {
  try {
    return await guestOf(line, backlog, rooms);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'a handshake failed');
    return refuse('try_again', 'The server is busy. Try again.');
  }
}

async function guestOf(line: Line, backlog: Backpressure, rooms: RoomRegistry): Promise<Admission> {
  const { auth, query } = line.handshake;
  const parsed = parseHandshake(auth);
  if (!parsed.ok) return parsed;
  const { role, key, after = 0 } = parsed.value;
  const code = parseCode(query['room']);
  const room = code && (await rooms.find(code));
  if (!room) return noSuchRoom();
  if (role === 'player') return admitPlayer(line, room, key);
  if (role === 'host' && !isKeyOf(key, room.row.hostKeyHash))
    return refuse('bad_key', "This is not the key of this game's host.", 'key');
  const watcher: Observer = {
    seq: after,
    tell(batch) {
      line.emit('events', batch);
      return backlog.taken();
    },
    disconnect: () => line.disconnect(true),
  };
  return { guest: { role, room, watcher } };
}

function admitPlayer(line: Line, room: Room, key: string | undefined): Admission {
  if (!key || !/^[0-9a-f]{32}$/.test(key))
    return refuse('bad_request', "A player's key is 32 hex characters.", 'key');
  const keyHash = hashOf(key);
  const player = room.seatOf(keyHash);
  if (player !== null && room.state.players[player - 1]!.kicked)
    return refuse('kicked', 'Your teacher has removed you from this game.');
  const phone: Phone = {
    keyHash,
    player: null,
    show: (view) => line.emit('view', view),
    dismiss(code) {
      line.emit('goodbye', { code });
      line.disconnect(true);
    },
    disconnect: () => line.disconnect(true),
  };
  return { guest: { role: 'player', room, phone } };
}

/** The first view or the events that it lacks; from then on every emit is answered, whatever it is. */
export function welcome(line: Line, guest: AdmittedClient, log: Logger): void {
  line.onAny((name: unknown, ...args: unknown[]) => {
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
    line.on('disconnect', () => phones.detach(guest.phone));
    phones.attach(guest.phone);
  } else {
    const { watchers } = guest.room;
    line.on('disconnect', () => watchers.detach(guest.watcher));
    watchers.attach(guest.watcher).catch((error: unknown) => {
      log.error({ err: error }, 'a board could not be told');
      line.disconnect(true);
    });
  }
}

function handle(guest: AdmittedClient, name: string, payload: unknown, answer: Answer, log: Logger): void {
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

function tail(guest: AdmittedClient, payload: unknown, answer: Answer, log: Logger): void {
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
