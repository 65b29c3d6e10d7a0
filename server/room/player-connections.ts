/** Player connections of a room: presence with grace periods, and which device is sent a view when. */
import type { SessionEvent } from '../../shared/session/event.ts';
import type { State } from '../../shared/session/state.ts';
import { audienceOf } from '../../shared/view/audience.ts';
import {
  partsOfViews,
  type OwnView,
  type Session,
  type SharedView,
  type View,
  type ViewOf,
} from '../../shared/view/views.ts';
import { throttle, type Clock } from '../lib/clock.ts';
import type { Seat } from '../store/port.ts';
import type { LiveSession } from './live-session.ts';
import { PreEncodedJson } from './pre-encoded-json.ts';
import type { News, SessionLog } from './session-log.ts';

/** Milliseconds after its last socket closed until a player is offline, and after a restart of the server. */
const grace = 3_000;
const graceAfterRestart = 10_000;
const lobbyViewsEvery = 1_000;

/** A player's device, as a connection to this server. */
export interface PlayerDevice {
  /** whose seat it has, or will have */
  readonly keyHash: string;
  show(view: PreEncodedJson<View>): void;
  /** Says goodbye, and closes the connection for good. */
  dismiss(code: 'replaced' | 'kicked'): void;
  /** Closes the connection; the page reconnects by itself, and is sent the state as it is then. */
  disconnect(): void;
}

/** A connected device without a seat; `shownSeq` is the seq of the view that it was sent last. */
interface Unseated {
  status: 'unseated';
  device: PlayerDevice;
  shownSeq: number | null;
}

/** A connected device of a player. `elsewhere`: its player has connected to another server since. */
interface Seated {
  status: 'seated' | 'elsewhere';
  device: PlayerDevice;
  player: number;
  shownSeq: number | null;
}

/** A player without a device, whom this server reports as offline at `offlineAt`. */
interface Absent {
  status: 'absent';
  player: number;
  offlineAt: number;
}

type Connection = Unseated | Seated | Absent;

export class PlayerConnections {
  readonly #session: LiveSession;
  readonly #log: Pick<SessionLog, 'seatOf' | 'seats'>;
  readonly #clock: Clock;
  readonly #presenceChanged: () => void;
  /** by the hash of their key */
  readonly #connections = new Map<string, Connection>();
  readonly #lobbyViews: ReturnType<typeof throttle>;
  #views: { state: State; viewOf: ViewOf<PreEncodedJson<View>> } | null = null;

  /** @param presenceChanged hears when `nextOfflineAt` may have changed */
  constructor(
    session: LiveSession,
    log: Pick<SessionLog, 'seatOf' | 'seats'>,
    clock: Clock,
    presenceChanged: () => void,
  ) {
    this.#session = session;
    this.#log = log;
    this.#clock = clock;
    this.#presenceChanged = presenceChanged;
    this.#lobbyViews = throttle(clock, lobbyViewsEvery, () => this.#showAll());
  }

  /** Whether no device is connected. */
  get isEmpty(): boolean {
    return [...this.#connections.values()].every(({ status }) => status === 'absent');
  }

  /** A device has connected: it replaces the older one of its key at once, and is sent a view. */
  attach(device: PlayerDevice): void {
    const { keyHash } = device;
    const player = this.#log.seatOf(keyHash);
    if (player !== null && this.#session.state.players[player - 1]!.kicked) return device.dismiss('kicked');
    const previous = this.#connections.get(keyHash);
    const connection: Unseated | Seated =
      player === null
        ? { status: 'unseated', device, shownSeq: null }
        : { status: 'seated', device, player, shownSeq: null };
    this.#connections.set(keyHash, connection);
    if (previous && previous.status !== 'absent') previous.device.dismiss('replaced');
    this.#show(connection);
    const wasHere = previous !== undefined && previous.status !== 'elsewhere';
    if (connection.status !== 'unseated') this.#reportOnline(connection, !wasHere);
  }

  detach(device: PlayerDevice): void {
    const connection = this.#connections.get(device.keyHash);
    if (!connection || connection.status === 'absent' || connection.device !== device) return;
    this.#connections.delete(device.keyHash);
    if (connection.status === 'seated') this.#scheduleOffline(device.keyHash, connection.player, grace);
  }

  /** A key has taken its seat here. Its device may have disconnected in the meantime. */
  seat({ keyHash, player }: Seat): void {
    if (!this.#seatDevice(keyHash, player)) this.#scheduleOffline(keyHash, player, grace);
  }

  /** Follows what other servers have written: each reports those absent who connected to it last. */
  follow({ events, seats }: News): void {
    for (const { keyHash, player } of seats) this.#seatDevice(keyHash, player);
    for (const event of events) {
      const player = playerOf(event);
      const entry = player === null ? undefined : this.#entryOf(player);
      if (!entry) continue;
      const [keyHash, connection] = entry;
      if (connection.status === 'absent') this.#connections.delete(keyHash);
      else if (event.type === 'presence' && event.online) connection.status = 'elsewhere';
      else if (event.type === 'presence') this.#reportOnline(connection, true);
    }
  }

  /** After a restart: whoever was online has a while to reconnect. */
  expectReconnects(): void {
    for (const { keyHash, player } of this.#log.seats()) {
      const { online, bot, kicked } = this.#session.state.players[player - 1]!;
      if (online && !bot && !kicked) this.#scheduleOffline(keyHash, player, graceAfterRestart);
    }
  }

  /** When the next absent player is to be reported, in milliseconds since 1970; Infinity where there is none. */
  get nextOfflineAt(): number {
    let next = Infinity;
    for (const connection of this.#connections.values())
      if (connection.status === 'absent') next = Math.min(next, connection.offlineAt);
    return next;
  }

  /** Reports the players who are offline by now; where that cannot be written, it is reported again. */
  reportOffline(): void {
    const now = this.#clock.now();
    for (const [keyHash, connection] of this.#connections) {
      if (connection.status !== 'absent' || connection.offlineAt > now) continue;
      const { player } = connection;
      this.#connections.delete(keyHash);
      this.#session.submit({ type: 'offline', player }, ({ ok }) => {
        const isAbsent = (this.#connections.get(keyHash)?.status ?? 'absent') === 'absent';
        if (!ok && isAbsent) this.#scheduleOffline(keyHash, player, 0);
      });
    }
  }

  /** Sends what these events change for each device: at most one view each. */
  publish(events: readonly SessionEvent[]): void {
    const { everyone, lobby, players } = audienceOf(events, this.#session.state);
    for (const event of events) if (event.type === 'kicked') this.#dismiss(event.player);
    if (everyone) {
      this.#lobbyViews.stop();
      this.#showAll();
      return;
    }
    if (players.size > 0) this.#showTo(players);
    if (lobby) this.#lobbyViews.ask();
  }

  /** Disconnects all devices. */
  disconnect(): void {
    for (const connection of this.#connections.values())
      if (connection.status !== 'absent') connection.device.disconnect();
  }

  /** Ends all timers. */
  dispose(): void {
    this.#lobbyViews.stop();
  }

  /** @returns whether the key has a device here, which is its player's from now on */
  #seatDevice(keyHash: string, player: number): boolean {
    const connection = this.#connections.get(keyHash);
    if (!connection || connection.status === 'absent') return false;
    if (connection.status === 'unseated')
      this.#connections.set(keyHash, { ...connection, status: 'seated', player });
    return true;
  }

  /** Reports that a player's device is here; where that cannot be written, it is reported again. */
  #reportOnline(connection: Seated, moved: boolean): void {
    const { device, player } = connection;
    this.#session.submit({ type: 'online', player, moved }, ({ ok }) => {
      // what was written without an answer is read as if another server had written it
      if (ok) connection.status = 'seated';
      else if (this.#connections.get(device.keyHash) === connection) this.#reportOnline(connection, moved);
    });
  }

  #entryOf(player: number): [string, Seated | Absent] | undefined {
    for (const [keyHash, connection] of this.#connections)
      if (connection.status !== 'unseated' && connection.player === player) return [keyHash, connection];
    return undefined;
  }

  /** Plans when a player without a device is reported as offline. */
  #scheduleOffline(keyHash: string, player: number, milliseconds: number): void {
    const offlineAt = this.#clock.now() + milliseconds;
    this.#connections.set(keyHash, { status: 'absent', player, offlineAt });
    this.#presenceChanged();
  }

  #showAll(): void {
    for (const connection of this.#connections.values())
      if (connection.status !== 'absent') this.#show(connection);
  }

  #showTo(players: ReadonlySet<number>): void {
    for (const connection of this.#connections.values())
      if (
        (connection.status === 'seated' || connection.status === 'elsewhere') &&
        players.has(connection.player)
      )
        this.#show(connection);
  }

  /** Sends a device its view of the state as it is, unless it has that one. */
  #show(connection: Unseated | Seated): void {
    const { seq } = this.#session.state;
    if (connection.shownSeq === seq) return;
    connection.shownSeq = seq;
    const player = connection.status === 'unseated' ? null : connection.player;
    connection.device.show(this.#viewOf()(player, this.#clock.now()));
  }

  #dismiss(player: number): void {
    const entry = this.#entryOf(player);
    if (!entry) return;
    const [keyHash, connection] = entry;
    this.#connections.delete(keyHash);
    if (connection.status !== 'absent') connection.device.dismiss('kicked');
  }

  /** The views of the state as it is, encoded once for all devices. */
  #viewOf(): ViewOf<PreEncodedJson<View>> {
    const { state, row } = this.#session;
    if (this.#views?.state !== state) this.#views = { state, viewOf: encodedViews(state, row) };
    return this.#views.viewOf;
  }
}

function encodedViews(state: State, session: Session): ViewOf<PreEncodedJson<View>> {
  const { shared, own } = partsOfViews(state, session);
  const text = JSON.stringify(shared);
  return (player, now) => PreEncodedJson.join<SharedView, OwnView>(text, own(player, now));
}

/** The player from whose device an event came, or whose presence it is about. */
function playerOf(event: SessionEvent): number | null {
  switch (event.type) {
    case 'presence':
    case 'forecast':
      return event.player;
    case 'generated':
    case 'refitted':
      return event.by === 'server' ? null : event.by;
    default:
      return null;
  }
}
