/** The phones of a room: who is connected, who counts as gone, and who is sent a view when. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { isPlayed, openStep, type State } from '../../shared/session/state.ts';
import {
  partsOfViews,
  type OwnView,
  type Session,
  type SharedView,
  type View,
  type ViewOf,
} from '../../shared/view/views.ts';
import { throttle, type Clock } from '../lib/clock.ts';
import { PreEncodedJson } from '../gateway/encoder.ts';
import type { Room } from './room.ts';
import type { News } from './session-log.ts';
import type { Seat } from '../store/port.ts';

/** Milliseconds after its last socket closed until a player is offline, and after a restart of the server. */
const grace = 3_000;
const graceAfterRestart = 10_000;
const lobbyViewsEvery = 1_000;

/** One connected phone. */
export interface Phone {
  /** whose seat it has, or will have */
  readonly keyHash: string;
  /** null until it has a seat */
  player: number | null;
  show(view: PreEncodedJson<View>): void;
  /** Says goodbye, and closes the connection for good. */
  dismiss(code: 'replaced' | 'kicked'): void;
  /** Closes the connection; the page comes back by itself, and is told how things are. */
  disconnect(): void;
}

export class PlayerConnections {
  readonly #room: Room;
  readonly #clock: Clock;
  /** the newest of each key */
  readonly #phones = new Map<string, Phone>();
  /** the seq of the state that each was shown last */
  readonly #shown = new WeakMap<Phone, number>();
  /** when each player who has no socket counts as gone: those whom this server has to miss */
  readonly #absentAt = new Map<number, number>();
  /** phones whose players have come to another server since: that one misses them */
  readonly #movedToOtherServer = new WeakSet<Phone>();
  readonly #lobby: ReturnType<typeof throttle>;
  #views: { state: State; viewOf: ViewOf<PreEncodedJson<View>> } | null = null;

  constructor(room: Room, clock: Clock) {
    this.#room = room;
    this.#clock = clock;
    this.#lobby = throttle(clock, lobbyViewsEvery, () => this.#showAll());
  }

  get isEmpty(): boolean {
    return this.#phones.size === 0;
  }

  /** A phone has connected: it replaces the older one of its key at once, and is shown how things are. */
  attach(phone: Phone): void {
    const seat = this.#room.seatOf(phone.keyHash);
    if (seat !== null && this.#room.state.players[seat - 1]!.kicked) return phone.dismiss('kicked');
    const older = this.#phones.get(phone.keyHash);
    this.#phones.set(phone.keyHash, phone);
    older?.dismiss('replaced');
    phone.player = seat;
    this.#show(phone);
    if (seat === null) return;
    const wasHere = (older && !this.#movedToOtherServer.has(older)) || this.#absentAt.has(seat);
    this.#arrive(phone, seat, !wasHere);
  }

  detach(phone: Phone): void {
    if (this.#phones.get(phone.keyHash) !== phone) return;
    this.#phones.delete(phone.keyHash);
    if (phone.player !== null && !this.#movedToOtherServer.has(phone))
      this.#scheduleOffline(phone.player, grace);
  }

  /** A key has taken its seat here. Its phone may have gone in the meantime. */
  seat({ keyHash, player }: Seat): void {
    const phone = this.#phones.get(keyHash);
    if (phone) phone.player = player;
    else this.#scheduleOffline(player, grace);
  }

  /** What other servers have written: each misses those who came to it last. */
  follow({ events, seats }: News): void {
    for (const { keyHash, player } of seats) {
      const phone = this.#phones.get(keyHash);
      if (phone) phone.player = player;
    }
    for (const event of events) {
      const player = cameFrom(event);
      if (player === null) continue;
      const phone = this.#phoneOf(player);
      if (!phone) this.#absentAt.delete(player);
      else if (event.type === 'presence' && event.online) this.#movedToOtherServer.add(phone);
      else if (event.type === 'presence') this.#arrive(phone, player, true);
    }
  }

  /** After a restart: whoever was online has a while to come back. */
  expect(): void {
    for (const { player, online, bot, kicked } of this.#room.state.players)
      if (online && !bot && !kicked) this.#scheduleOffline(player, graceAfterRestart);
  }

  nextAbsence(): number {
    return this.#absentAt.size === 0 ? Infinity : Math.min(...this.#absentAt.values());
  }

  /** Says which players count as gone by now; where that cannot be written, it is said again. */
  reportOffline(): void {
    const now = this.#clock.now();
    const gone = [...this.#absentAt].filter(([, time]) => time <= now).map(([player]) => player);
    for (const player of gone) {
      this.#absentAt.delete(player);
      this.#room.submit({ type: 'offline', player }, ({ ok }) => {
        if (!ok && !this.#phoneOf(player)) this.#scheduleOffline(player, 0);
      });
    }
  }

  /** Sends what these events change for each phone: at most one view each. */
  publish(events: readonly SessionEvent[]): void {
    const { everyone, lobby, players } = audienceOf(events, this.#room.state);
    for (const event of events) if (event.type === 'kicked') this.#dismiss(event.player);
    if (everyone) {
      this.#lobby.stop();
      this.#showAll();
      return;
    }
    if (players.size > 0) this.#showTo(players);
    if (lobby) this.#lobby.ask();
  }

  /** Disconnects them all. */
  disconnect(): void {
    for (const phone of this.#phones.values()) phone.disconnect();
  }

  stop(): void {
    this.#lobby.stop();
  }

  /** Says that a player's phone is here; where that cannot be written, it is said again. */
  #arrive(phone: Phone, player: number, moved: boolean): void {
    this.#absentAt.delete(player);
    this.#room.submit({ type: 'online', player, moved }, ({ ok }) => {
      // what was written without an answer is read as if another server had written it
      if (ok) this.#movedToOtherServer.delete(phone);
      else if (this.#phones.get(phone.keyHash) === phone) this.#arrive(phone, player, moved);
    });
  }

  #phoneOf(player: number): Phone | undefined {
    for (const phone of this.#phones.values()) if (phone.player === player) return phone;
    return undefined;
  }

  /** Plans when a player counts as gone, who has no socket. */
  #scheduleOffline(player: number, milliseconds: number): void {
    this.#absentAt.set(player, this.#clock.now() + milliseconds);
    this.#room.presenceChanged();
  }

  #showAll(): void {
    for (const phone of this.#phones.values()) this.#show(phone);
  }

  #showTo(players: ReadonlySet<number>): void {
    for (const phone of this.#phones.values())
      if (phone.player !== null && players.has(phone.player)) this.#show(phone);
  }

  /** Sends a phone its view as things are now, unless it has that one. */
  #show(phone: Phone): void {
    const { seq } = this.#room.state;
    if (this.#shown.get(phone) === seq) return;
    this.#shown.set(phone, seq);
    phone.show(this.#viewOf()(phone.player, this.#clock.now()));
  }

  #dismiss(player: number): void {
    this.#absentAt.delete(player);
    const phone = this.#phoneOf(player);
    if (!phone) return;
    this.#phones.delete(phone.keyHash);
    phone.dismiss('kicked');
  }

  /** The views of the state as it is, worked out once for all phones. */
  #viewOf(): ViewOf<PreEncodedJson<View>> {
    const { state, row } = this.#room;
    if (this.#views?.state !== state) this.#views = { state, viewOf: writtenViews(state, row) };
    return this.#views.viewOf;
  }
}

function writtenViews(state: State, session: Session): ViewOf<PreEncodedJson<View>> {
  const { shared, own } = partsOfViews(state, session);
  const text = JSON.stringify(shared);
  return (player, now) => PreEncodedJson.join<SharedView, OwnView>(text, own(player, now));
}

/** The player from whose phone an event came, or whose phone it is about. */
function cameFrom(event: SessionEvent): number | null {
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

interface Audience {
  everyone: boolean;
  /** the class has changed while it gathers */
  lobby: boolean;
  players: Set<number>;
}

/** Whom these events are to be shown to. A change of `seq`, `now`, `class` or a line alone is shown to nobody. */
function audienceOf(events: readonly SessionEvent[], state: State): Audience {
  const audience: Audience = { everyone: false, lobby: false, players: new Set() };
  for (const event of events) {
    switch (event.type) {
      case 'started':
      case 'step_opened':
      case 'watching':
      case 'paused':
      case 'resumed':
      case 'finished':
        audience.everyone = true;
        break;
      case 'joined':
      case 'away':
      case 'forecast':
        audience.players.add(event.player);
        audience.lobby ||= event.type === 'joined' && state.phase === 'lobby';
        break;
      case 'configured':
      case 'presence':
      case 'kicked':
        audience.lobby ||= state.phase === 'lobby';
        break;
      case 'deadline':
        addThoseWithTurns(audience, state);
        break;
      case 'generated':
      case 'refitted':
        if (event.by === 'server') addDealtTo(audience, state, event.rollout);
        break;
      case 'created':
      case 'locked':
        break;
      default:
        event satisfies never;
    }
  }
  return audience;
}

/** The players who have a turn to play. */
function addThoseWithTurns({ players }: Audience, state: State): void {
  const step = openStep(state);
  if (state.phase === 'lobby' || step === null) return;
  step.turns.forEach((player, rollout) => {
    if (player !== null && !isPlayed(state.rollouts[rollout]!, step)) players.add(player);
  });
}

/** The player whose turn the server has played. */
function addDealtTo({ players }: Audience, state: State, rollout: number): void {
  const player = state.phase === 'lobby' ? null : state.step?.turns[rollout];
  if (player != null) players.add(player);
}
