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
import { throttle, type Clock, type Throttle } from '../lib/clock.ts';
import type { Seat } from '../store/port.ts';
import type { LiveSession } from './live-session.ts';
import { PreEncodedJson } from './pre-encoded-json.ts';
import type { News, SessionLog } from './session-log.ts';

/** Grace period in milliseconds until a player without a connection is offline. */
const grace = 3_000;
const graceAfterRestart = 10_000;
const lobbyViewsEvery = 1_000;

/** A player's device, as a connection to this server. */
export interface PlayerDevice {
  /** hash of its key, which takes a seat when it joins */
  readonly keyHash: string;
  show(view: PreEncodedJson<View>): void;
  /** Says goodbye, and closes the connection for good. */
  dismiss(code: 'replaced' | 'kicked'): void;
  /** Closes the connection; the page reconnects automatically. */
  disconnect(): void;
}

/** A connected device; `shownSeq` is the seq of the last view that it was sent. */
type Connected = { device: PlayerDevice; shownSeq: number | null } & (Unseated | Seated);
type Unseated = { status: 'unseated'; player: null };
/** `elsewhere`: the player has connected to another server since. */
type Seated = { status: 'seated' | 'elsewhere'; player: number };

/** A player without a device, whom this server reports as offline at `offlineAt`. */
type Absent = { status: 'absent'; player: number; offlineAt: number };

export class PlayerConnections {
  readonly #session: LiveSession;
  readonly #log: Pick<SessionLog, 'seatOf' | 'seats'>;
  readonly #clock: Clock;
  readonly #presenceChanged: () => void;
  /** by the hash of their key */
  readonly #connections = new Map<string, Connected | Absent>();
  readonly #lobbyViews: Throttle;
  #isClosed = false;
  #views: { state: State; viewOf: ViewOf<PreEncodedJson<View>> } | null = null;

  /** @param presenceChanged is called when `nextOfflineAt` may have changed */
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
    return this.#connected().next().done === true;
  }

  /** Adds a device that has connected. It replaces an older one with its key, and is sent a view. */
  attach(device: PlayerDevice): void {
    if (this.#isClosed) return device.disconnect();
    const { keyHash } = device;
    const player = this.#log.seatOf(keyHash);
    if (player !== null && this.#session.state.players[player - 1]!.kicked) return device.dismiss('kicked');
    const previous = this.#connections.get(keyHash);
    const seat =
      player === null ? ({ status: 'unseated', player } as const) : ({ status: 'seated', player } as const);
    const connection: Connected = { device, shownSeq: null, ...seat };
    this.#connections.set(keyHash, connection);
    if (previous && previous.status !== 'absent') previous.device.dismiss('replaced');
    this.#show(connection);
    const hasMoved = previous === undefined || previous.status === 'elsewhere';
    if (connection.status !== 'unseated') this.#reportOnline(connection, hasMoved);
  }

  detach(device: PlayerDevice): void {
    const connection = this.#connections.get(device.keyHash);
    if (!connection || connection.status === 'absent' || connection.device !== device) return;
    this.#connections.delete(device.keyHash);
    if (connection.status === 'seated') this.#scheduleOffline(device.keyHash, connection.player, grace);
  }

  /** Assigns a seat that was taken on this server. The device may have disconnected meanwhile. */
  seat({ keyHash, player }: Seat): void {
    if (!this.#seatDevice(keyHash, player)) this.#scheduleOffline(keyHash, player, grace);
  }

  /** Follows events of other servers: a player is reported offline by the server they connected to last. */
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

  /** Gives players who were online before a restart time to reconnect. */
  expectReconnects(): void {
    for (const { keyHash, player } of this.#log.seats()) {
      const { online, bot, kicked } = this.#session.state.players[player - 1]!;
      if (online && !bot && !kicked) this.#scheduleOffline(keyHash, player, graceAfterRestart);
    }
  }

  /** Gives players who are absent time to reconnect, as after a restart. */
  extendGrace(): void {
    for (const [keyHash, connection] of this.#connections)
      if (connection.status === 'absent')
        this.#scheduleOffline(keyHash, connection.player, graceAfterRestart);
  }

  /** When the next absent player becomes offline, in milliseconds since 1970; Infinity where there is none. */
  get nextOfflineAt(): number {
    let next = Infinity;
    for (const connection of this.#connections.values())
      if (connection.status === 'absent') next = Math.min(next, connection.offlineAt);
    return next;
  }

  /** Reports players whose grace period is over; retries where that cannot be written. */
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

  /** Sends a view to each device for which these events change something. */
  publish(events: readonly SessionEvent[]): void {
    const { everyone, lobby, players } = audienceOf(events, this.#session.state);
    for (const event of events) if (event.type === 'kicked') this.#dismiss(event.player);
    if (everyone) {
      this.#lobbyViews.stop();
      return this.#showAll();
    }
    if (players.size > 0)
      for (const connection of this.#connected())
        if (connection.player !== null && players.has(connection.player)) this.#show(connection);
    if (lobby) this.#lobbyViews.request();
  }

  /** Disconnects all devices, and each that comes later. */
  disconnect(): void {
    this.#isClosed = true;
    for (const { device } of this.#connected()) device.disconnect();
  }

  /** Ends all timers and retries. */
  dispose(): void {
    this.#lobbyViews.stop();
    this.#connections.clear();
  }

  *#connected(): Generator<Connected> {
    for (const connection of this.#connections.values()) if (connection.status !== 'absent') yield connection;
  }

  /** @returns whether a device with this key is connected here */
  #seatDevice(keyHash: string, player: number): boolean {
    const connection = this.#connections.get(keyHash);
    if (!connection || connection.status === 'absent') return false;
    if (connection.status === 'unseated')
      this.#connections.set(keyHash, { ...connection, status: 'seated', player });
    return true;
  }

  /** Reports that a player is connected here; retries where that cannot be written. */
  #reportOnline(connection: Connected & Seated, moved: boolean): void {
    const { device, player } = connection;
    this.#session.submit({ type: 'online', player, moved }, (reply) => {
      // `follow` may have taken this server's own event, written during an outage, for another server's
      if (reply.ok) connection.status = 'seated';
      else if (reply.error.code === 'try_again' && this.#connections.get(device.keyHash) === connection)
        this.#reportOnline(connection, moved);
    });
  }

  #entryOf(player: number) {
    for (const [keyHash, connection] of this.#connections)
      if (connection.status !== 'unseated' && connection.player === player)
        return [keyHash, connection] as const;
    return undefined;
  }

  #scheduleOffline(keyHash: string, player: number, milliseconds: number): void {
    const offlineAt = this.#clock.now() + milliseconds;
    this.#connections.set(keyHash, { status: 'absent', player, offlineAt });
    this.#presenceChanged();
  }

  #showAll(): void {
    for (const connection of this.#connected()) this.#show(connection);
  }

  /** Sends a device its view of the current state, unless it has that one. */
  #show(connection: Connected): void {
    const { seq } = this.#session.state;
    if (connection.shownSeq === seq) return;
    connection.shownSeq = seq;
    connection.device.show(this.#viewOf()(connection.player, this.#clock.now()));
  }

  #dismiss(player: number): void {
    const entry = this.#entryOf(player);
    if (!entry) return;
    const [keyHash, connection] = entry;
    this.#connections.delete(keyHash);
    if (connection.status !== 'absent') connection.device.dismiss('kicked');
  }

  /** Views of the current state; their common part is encoded once. */
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

/** The player whose device caused an event, or whose presence changed. */
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
