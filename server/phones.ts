/** The phones of a room: who is connected, who counts as gone, and who is sent a view when. */
import type { SessionEvent } from '../shared/session/event.ts';
import { openStep, type State } from '../shared/session/state.ts';
import { views, type View } from '../shared/views.ts';
import { throttle, type Clock } from './clock.ts';
import type { Room } from './room.ts';

/** Milliseconds after its last socket closed until a player is offline, and after a restart of the server. */
const grace = 3_000;
const graceAfterRestart = 10_000;
const lobbyViewsEvery = 1_000;

/** One connected phone; `player` is null until it has a seat. */
export interface Phone {
  player: number | null;
  show(view: View): void;
  /** Says goodbye, and closes the connection for good. */
  dismiss(code: 'replaced' | 'kicked'): void;
}

export class Phones {
  readonly #room: Room;
  readonly #clock: Clock;
  readonly #seated = new Map<number, Phone>();
  readonly #strangers = new Set<Phone>();
  /** when each player who has no socket counts as gone */
  readonly #absentAt = new Map<number, number>();
  readonly #lobby: ReturnType<typeof throttle>;
  #views: { state: State; viewOf: ReturnType<typeof views> } | null = null;

  constructor(room: Room, clock: Clock) {
    this.#room = room;
    this.#clock = clock;
    this.#lobby = throttle(clock, lobbyViewsEvery, () => this.#showAll());
  }

  get isEmpty(): boolean {
    return this.#seated.size === 0 && this.#strangers.size === 0;
  }

  /** A phone has connected, or has taken its seat: the newest one of a seat wins at once. */
  attach(phone: Phone): void {
    this.#strangers.delete(phone);
    const { player } = phone;
    if (player === null) {
      this.#strangers.add(phone);
      return;
    }
    const older = this.#seated.get(player);
    this.#seated.set(player, phone);
    if (older && older !== phone) older.dismiss('replaced');
    this.#absentAt.delete(player);
    const seat = this.#room.state.players[player - 1];
    if (seat && (!seat.online || seat.away)) this.#room.submit({ type: 'online', player }, () => {});
  }

  detach(phone: Phone): void {
    this.#strangers.delete(phone);
    if (phone.player === null || this.#seated.get(phone.player) !== phone) return;
    this.#seated.delete(phone.player);
    this.#absentAt.set(phone.player, this.#clock.now() + grace);
    this.#room.presenceChanged();
  }

  /** After a restart: whoever was online has a while to come back. */
  expect(): void {
    for (const { player, online, bot, kicked } of this.#room.state.players)
      if (online && !bot && !kicked) this.#absentAt.set(player, this.#clock.now() + graceAfterRestart);
  }

  nextAbsence(): number {
    return this.#absentAt.size === 0 ? Infinity : Math.min(...this.#absentAt.values());
  }

  /** The players who count as gone by now. */
  takeAbsent(): number[] {
    const now = this.#clock.now();
    const gone = [...this.#absentAt].filter(([, time]) => time <= now).map(([player]) => player);
    for (const player of gone) this.#absentAt.delete(player);
    return gone;
  }

  /** Sends what these events change for each phone: at most one view each. */
  publish(events: readonly SessionEvent[]): void {
    const { state } = this.#room;
    const audience = audienceOf(events, state);
    if (audience.everyone) this.#showAll();
    else for (const player of audience.players) this.show(this.#seated.get(player));
    if (audience.lobby && !audience.everyone) this.#lobby.ask();
    for (const event of events) if (event.type === 'kicked') this.#dismiss(event.player);
  }

  /** Sends a phone its view as things are now. */
  show(phone: Phone | undefined): void {
    phone?.show(this.#viewOf()(phone.player, this.#clock.now()));
  }

  stop(): void {
    this.#lobby.stop();
  }

  #showAll(): void {
    for (const phone of this.#seated.values()) this.show(phone);
    for (const phone of this.#strangers) this.show(phone);
  }

  #dismiss(player: number): void {
    const phone = this.#seated.get(player);
    this.#seated.delete(player);
    this.#absentAt.delete(player);
    phone?.dismiss('kicked');
  }

  /** The views of the state as it is, worked out once for all phones. */
  #viewOf(): ReturnType<typeof views> {
    const { state, row } = this.#room;
    if (this.#views?.state !== state) this.#views = { state, viewOf: views(state, row) };
    return this.#views.viewOf;
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
        openStep(state)?.turns.forEach((player) => player !== null && audience.players.add(player));
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

/** The player whose turn the server has played. */
function addDealtTo({ players }: Audience, state: State, rollout: number): void {
  const player = state.phase === 'lobby' ? null : state.step?.turns[rollout];
  if (player != null) players.add(player);
}
