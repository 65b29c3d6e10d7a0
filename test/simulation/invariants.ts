/** Invariants: everything that the servers send, checked against the log in the store at that moment. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { isRevealing } from '../../shared/session/draws.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { sealOf } from '../../shared/session/secret.ts';
import type { Result } from '../../shared/session/result.ts';
import { isPlayed, openStep, type State } from '../../shared/session/state.ts';
import { views, type View } from '../../shared/view/views.ts';
import { hashOf } from '../../server/lib/keys.ts';
import type { Seat, SessionRow } from '../../server/store/port.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { EventLoop } from './event-loop.ts';

interface Answered {
  key: string | undefined;
  name: string;
  payload: object;
  reply: Result;
  /** the last seq in the store when the question arrived */
  since: number;
}

type TurnEvent = Extract<SessionEvent, { type: 'generated' | 'refitted' }>;
type Turn = Pick<TurnEvent, 'rollout' | 'round'>;
type Bytes = { bytes: string };

export class Invariants {
  readonly #loop: EventLoop;
  readonly #store: MemoryStore;
  readonly #row: SessionRow;
  /** the state after each event; [0] is before the first */
  readonly #states: (State | null)[] = [null];
  readonly #viewsOf = new Map<number, ReturnType<typeof views>>();
  /** what went wrong, in the order in which it did */
  readonly faults: string[] = [];

  constructor(loop: EventLoop, store: MemoryStore, row: SessionRow) {
    this.#loop = loop;
    this.#store = store;
    this.#row = row;
  }

  get log(): readonly SessionEvent[] {
    return this.#store.kept(this.#row.id)!.events;
  }

  get seq(): number {
    return this.log.length;
  }

  get state(): State {
    return this.stateAt(this.seq)!;
  }

  /** The state after the event with this seq; undefined where there is none yet. */
  stateAt(seq: number): State | null | undefined {
    for (let next = this.#states.length; next <= Math.min(seq, this.seq); next++)
      this.#states.push(evolve(this.#states[next - 1]!, this.log[next - 1]!));
    return this.#states[seq];
  }

  /** The view that a player is to have of the log up to a seq. */
  viewAt(seq: number, player: number | null, now: number): View {
    const viewOf = this.#viewsOf.get(seq) ?? views(this.stateAt(seq)!, this.#row);
    this.#viewsOf.set(seq, viewOf);
    return viewOf(player, now);
  }

  playerOf(key: string): number | null {
    const keyHash = hashOf(key);
    return this.seats.find((seat) => seat.keyHash === keyHash)?.player ?? null;
  }

  get seats(): readonly Seat[] {
    return this.#store.kept(this.#row.id)!.seats;
  }

  violated(fault: string): void {
    this.#loop.tell('invariants', () => fault);
    this.faults.push(fault);
  }

  /** A server has sent something of its own. */
  sent(key: string | undefined, name: string, payload: unknown): void {
    if (name === 'view') this.#checkView(key!, payload as View);
    if (name === 'events') this.#checkEvents((payload as { events: SessionEvent[] }).events);
  }

  /** A server has answered. What it grants is in the log by now; what it denies was to be denied at some moment since it was asked. */
  answered(answered: Answered): void {
    const { key, name, payload, reply } = answered;
    const player = key === undefined ? null : this.playerOf(key);
    const what = `${name} ${JSON.stringify(payload)} of player ${player}`;
    this.#loop.tell('answer', () => `${what}: ${reply.ok ? 'ok' : reply.error.code}`);
    if (reply.ok && !this.#isDone(name, payload, player, reply))
      this.violated(`granted before it is written: ${what}`);
    if (!reply.ok && !this.#isJust(answered, player)) this.violated(`wrongly ${reply.error.code}: ${what}`);
  }

  #checkView(key: string, view: View): void {
    const player = view.you?.player ?? null;
    if (view.seq > this.seq) return this.violated(`a view of event ${view.seq}, which is not written`);
    if (player !== null && player !== this.playerOf(key))
      return this.violated(`a view of player ${player} is shown to another`);
    const text = JSON.stringify(view);
    if (text !== JSON.stringify(this.viewAt(view.seq, player, view.now)))
      this.violated(`a view that is not that of event ${view.seq}`);
    const tellsSecret = view.phase !== 'finished' && text.includes(this.#row.secret);
    if (this.#leaks(view, player) || text.includes(key) || tellsSecret)
      this.violated(`a view for player ${player} tells what is not for their eyes`);
  }

  /** Whether a view holds a turn that is not this player's now. */
  #leaks({ seq, turns }: View, player: number | null): boolean {
    const state = this.stateAt(seq)!;
    const step = openStep(state);
    return turns.some(
      ({ rollout, round, step: kind }) =>
        player === null || step?.turns[rollout] !== player || step.round !== round || step.kind !== kind,
    );
  }

  #checkEvents(events: readonly SessionEvent[]): void {
    for (const event of events)
      if (this.log[event.seq - 1] !== event) this.violated(`event ${event.seq} is told and not written`);
  }

  #isDone(name: string, payload: object, player: number | null, reply: Result): boolean {
    switch (name) {
      case 'join':
        return player !== null && 'player' in reply && reply['player'] === player;
      case 'reveal':
        return this.log.some((event) => event.type === 'revealed' && event.player === player);
      case 'generate':
      case 'refit':
        return this.turns(name, payload as Turn).filter(({ by }) => by === player).length === 1;
      case 'forecast':
        return this.log.some((event) => event.type === 'forecast' && event.player === player);
      case 'kick':
        return this.state.players[(payload as { player: number }).player - 1]!.kicked;
      case 'start':
        return this.state.phase !== 'lobby';
      case 'stop':
      case 'fast_forward':
        return this.state.phase === 'finished';
      default:
        return true;
    }
  }

  /** The events of a turn, of which there is never more than one. */
  turns(name: 'generate' | 'refit', { rollout, round }: Turn) {
    const type = name === 'generate' ? 'generated' : 'refitted';
    const found = this.log.filter(
      (event): event is TurnEvent =>
        event.type === type && event.rollout === rollout && event.round === round,
    );
    if (found.length > 1) this.violated(`a turn is in the log ${found.length} times`);
    return found;
  }

  #isJust({ name, payload, reply, since }: Answered, player: number | null): boolean {
    const code = reply.ok ? null : reply.error.code;
    const between = Array.from({ length: this.seq - since + 1 }, (_, index) => this.stateAt(since + index)!);
    if (code === 'not_your_turn' || code === 'turn_over')
      return !between.every((state) => isOpenFor(state, name, payload as Turn, player));
    if (name === 'join' && (code === 'room_locked' || code === 'room_full' || code === 'room_finished'))
      return between.some((state) => player === null || player > state.players.length);
    if (name === 'reveal' && code === 'wrong_phase')
      return !between.every((state) => mayReveal(state, player));
    // a device that has lost its bytes and sealed others too late
    if (code === 'wrong_bytes') return !between.some((state) => isSealed(state, player, payload as Bytes));
    return code !== 'server_error' && code !== 'seal_taken';
  }
}

function mayReveal(state: State, player: number | null): boolean {
  return isRevealing(state) && state.draws.seals.some(([one]) => one === player);
}

function isSealed(state: State, player: number | null, { bytes }: Bytes): boolean {
  const seal = sealOf(state.commitment, bytes);
  return isRevealing(state) && state.draws.seals.some(([one, sealed]) => one === player && sealed === seal);
}

function isOpenFor(state: State, name: string, { rollout, round }: Turn, player: number | null): boolean {
  const step = openStep(state);
  if (state.phase !== 'playing' || !step || step.kind !== name || step.round !== round) return false;
  return step.turns[rollout] === player && !isPlayed(state.rollouts[rollout]!, step);
}
