/** A log with the state and the views after each of its events: the one in the store, or one that the store has lost. */
import type { SessionEvent } from '../../shared/session/event.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { openStep, type State } from '../../shared/session/state.ts';
import { views, type View } from '../../shared/view/views.ts';
import { hashOf } from '../../server/lib/keys.ts';
import type { Seat, SessionRow } from '../../server/store/port.ts';

export class LogHistory {
  readonly #row: SessionRow;
  readonly #kept: () => { events: readonly SessionEvent[]; seats: readonly Seat[] };
  /** the state after each event; [0] is before the first */
  readonly #states: (State | null)[] = [null];
  readonly #viewsOf = new Map<number, ReturnType<typeof views>>();

  /** @param kept gives what is in the store */
  constructor(row: SessionRow, kept: () => { events: readonly SessionEvent[]; seats: readonly Seat[] }) {
    this.#row = row;
    this.#kept = kept;
  }

  get log(): readonly SessionEvent[] {
    return this.#kept().events;
  }

  get seats(): readonly Seat[] {
    return this.#kept().seats;
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

  /** The states after the events from a seq on. */
  statesFrom(seq: number): State[] {
    return Array.from({ length: this.seq - seq + 1 }, (_, index) => this.stateAt(seq + index)!);
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

  /** What is wrong with a view that the holder of a key was sent; null where nothing is. */
  faultIn(view: View, key: string): string | null {
    const player = view.you?.player ?? null;
    if (view.seq > this.seq) return `a view of event ${view.seq}, which is not written`;
    const { length } = this.stateAt(view.seq)!.players;
    if (player !== null && (player !== this.playerOf(key) || player > length))
      return `a view of player ${player} is shown to another`;
    const text = JSON.stringify(view);
    if (text !== JSON.stringify(this.viewAt(view.seq, player, view.now)))
      return `a view that is not that of event ${view.seq}`;
    const tellsSecret = view.phase !== 'finished' && text.includes(this.#row.secret);
    if (this.#leaks(view, player) || text.includes(key) || tellsSecret)
      return `a view for player ${player} tells what is not for their eyes`;
    return null;
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
}
