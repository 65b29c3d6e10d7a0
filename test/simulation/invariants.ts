/** Invariants: everything that the servers send, checked against the log in the store at that moment. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { isRevealing } from '../../shared/session/draws.ts';
import { sealOf } from '../../shared/session/secret.ts';
import type { Result } from '../../shared/session/result.ts';
import { isPlayed, openStep, type State } from '../../shared/session/state.ts';
import type { View } from '../../shared/view/views.ts';
import type { Seat, SessionRow } from '../../server/store/port.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { EventLoop } from './event-loop.ts';
import { LogHistory } from './log-history.ts';

/** A moment: how many logs the store had lost by then, and how long its log was. */
interface Moment {
  lost: number;
  seq: number;
}

interface Answered {
  key: string | undefined;
  name: string;
  payload: object;
  reply: Result;
  /** when the question arrived */
  since: Moment;
}

type TurnEvent = Extract<SessionEvent, { type: 'generated' | 'refitted' }>;
type Turn = Pick<TurnEvent, 'rollout' | 'round'>;
type Bytes = { bytes: string };

export class Invariants {
  readonly #loop: EventLoop;
  readonly #store: MemoryStore;
  readonly #row: SessionRow;
  /** logs whose newest events the store has lost, and last the one that it has */
  readonly #histories: LogHistory[];
  #areDrawsLost = false;
  /** what went wrong, in the order in which it did */
  readonly faults: string[] = [];

  constructor(loop: EventLoop, store: MemoryStore, row: SessionRow) {
    this.#loop = loop;
    this.#store = store;
    this.#row = row;
    this.#histories = [this.#stored()];
  }

  get log(): readonly SessionEvent[] {
    return this.#history.log;
  }

  get seq(): number {
    return this.#history.seq;
  }

  get state(): State {
    return this.#history.state;
  }

  get seats(): readonly Seat[] {
    return this.#history.seats;
  }

  get moment(): Moment {
    return { lost: this.#histories.length - 1, seq: this.seq };
  }

  /** The view that a player is to have of the log up to a seq. */
  viewAt(seq: number, player: number | null, now: number): View {
    return this.#history.viewAt(seq, player, now);
  }

  playerOf(key: string): number | null {
    return this.#history.playerOf(key);
  }

  /** Whether a player was ever kicked, in a part of the log that is lost or not. */
  wasKicked(key: string): boolean {
    return this.#histories.some((history) => {
      const player = history.playerOf(key);
      return player !== null && history.state.players[player - 1]!.kicked;
    });
  }

  /** Whether the store has lost a part of the log that fixes the draws: devices may have seen draws of another key. */
  get areDrawsLost(): boolean {
    return this.#areDrawsLost;
  }

  /** The store loses its newest events. What servers had read of them they may go on telling until they notice. */
  forget(appends: number): void {
    const { events, seats } = this.#store.kept(this.#row.id)!;
    const lost = { events: [...events], seats: [...seats] };
    this.#histories.splice(-1, 1, new LogHistory(this.#row, () => lost), this.#stored());
    this.#store.forget(this.#row.id, appends);
    const isFixing = ({ type }: SessionEvent) => type === 'started' || type === 'revealed';
    const opened = this.log.some(({ type }) => type === 'step_opened');
    if (!opened && lost.events.slice(this.seq).some(isFixing)) this.#areDrawsLost = true;
    this.#loop.tell('store', () => `forgets ${events.length - this.seq} of ${events.length} events`);
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
    const what = () =>
      `${name} ${JSON.stringify(payload)} of player ${key === undefined ? null : this.playerOf(key)}`;
    this.#loop.tell('answer', () => `${what()}: ${reply.ok ? 'ok' : reply.error.code}`);
    const holds = (judge: typeof isDone | typeof isJust) =>
      this.#histories.some((history, index) => {
        const from =
          index < answered.since.lost ? null : index === answered.since.lost ? answered.since.seq : 1;
        return from !== null && judge(history, answered, Math.min(from, history.seq));
      });
    if (reply.ok && !holds(isDone)) this.violated(`granted before it is written: ${what()}`);
    if (!reply.ok && !holds(isJust)) this.violated(`wrongly ${reply.error.code}: ${what()}`);
  }

  /** The events of a turn, of which there is never more than one. */
  turns(name: 'generate' | 'refit', turn: Turn) {
    const found = turnsIn(this.#history, name, turn);
    if (found.length > 1) this.violated(`a turn is in the log ${found.length} times`);
    return found;
  }

  get #history(): LogHistory {
    return this.#histories.at(-1)!;
  }

  #stored(): LogHistory {
    return new LogHistory(this.#row, () => this.#store.kept(this.#row.id)!);
  }

  #checkView(key: string, view: View): void {
    const faults = this.#histories.map((history) => history.faultIn(view, key));
    if (!faults.includes(null)) this.violated(faults.at(-1)!);
  }

  #checkEvents(events: readonly SessionEvent[]): void {
    const isTold = ({ log }: LogHistory) => events.every((event) => log[event.seq - 1] === event);
    if (!this.#histories.some(isTold)) this.violated(`event ${events[0]!.seq} is told and not written`);
  }
}

function isDone(history: LogHistory, { key, name, payload, reply }: Answered): boolean {
  const player = key === undefined ? null : history.playerOf(key);
  switch (name) {
    case 'join':
      return player !== null && 'player' in reply && reply['player'] === player;
    case 'reveal':
      return history.log.some((event) => event.type === 'revealed' && event.player === player);
    case 'generate':
    case 'refit':
      return turnsIn(history, name, payload as Turn).filter(({ by }) => by === player).length === 1;
    case 'forecast':
      return history.log.some((event) => event.type === 'forecast' && event.player === player);
    case 'kick':
      return history.state.players[(payload as { player: number }).player - 1]?.kicked === true;
    case 'start':
      return history.state.phase !== 'lobby';
    case 'stop':
    case 'fast_forward':
      return history.state.phase === 'finished';
    default:
      return true;
  }
}

/** @param since the seq from which on a refusal counts */
function isJust(history: LogHistory, { key, name, payload, reply }: Answered, since: number): boolean {
  const player = key === undefined ? null : history.playerOf(key);
  const code = reply.ok ? null : reply.error.code;
  const between = history.statesFrom(since);
  if (code === 'not_your_turn' || code === 'turn_over')
    return !between.every((state) => isOpenFor(state, name, payload as Turn, player));
  if (name === 'join' && (code === 'room_locked' || code === 'room_full' || code === 'room_finished'))
    return between.some((state) => player === null || player > state.players.length);
  if (name === 'reveal' && code === 'wrong_phase') return !between.every((state) => mayReveal(state, player));
  // a device that has lost its bytes and sealed others too late
  if (code === 'wrong_bytes') return !between.some((state) => isSealed(state, player, payload as Bytes));
  return code !== 'server_error' && code !== 'seal_taken';
}

function turnsIn({ log }: LogHistory, name: 'generate' | 'refit', { rollout, round }: Turn) {
  const type = name === 'generate' ? 'generated' : 'refitted';
  return log.filter(
    (event): event is TurnEvent => event.type === type && event.rollout === rollout && event.round === round,
  );
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
