/** A board's or a host's session in a room: the folded event log, and the host's calls. */
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Failure, Refusal } from '../../shared/session/result.ts';
import type { State } from '../../shared/session/state.ts';
import type { EventBatch, HostCall, Reply, Requests } from '../../shared/wire/calls.ts';
import { fetchRoom } from '../net/api.ts';
import { Connection, type ConnectionOptions } from '../net/connection.svelte.ts';
import { browser, type Device } from '../net/device.ts';
import { retryDelay } from '../net/retry.ts';
import { rememberReplay, type KnownReplay } from '../storage/replays.ts';
import { applyEvents, type BoardState } from './board-state.ts';

/** Milliseconds until the replay is looked up again, or the missing events are read, where the server does not say. */
const usualDelay = 2_000;

export class BoardSession {
  readonly code: string;
  readonly connection: Connection;
  #board = $state.raw<BoardState | null>(null);
  #replayId = $state.raw<string | null>(null);
  #device: Device;
  #find: typeof fetchRoom;
  #isCatchingUp = false;
  /** what was seen of the draws before the end */
  #witnessed: Pick<KnownReplay, 'commitment' | 'fixed'> = {};
  /** the time of the last event */
  #at = 0;

  /**
   * @param role a board may only observe
   * @param hostKey the host's, which a board shows where it has it: then it is never refused
   */
  constructor(
    code: string,
    role: 'host' | 'board' = 'board',
    hostKey: string | null = null,
    device = browser,
    find = fetchRoom,
  ) {
    this.code = code;
    this.#device = device;
    this.#find = find;
    const options: ConnectionOptions = {
      room: code,
      role,
      ...(hostKey !== null && { key: hostKey }),
      last: () => ({ after: this.#seq, at: this.#at }),
      probe: () => ({ name: 'tail', payload: { after: this.#seq } }),
    };
    this.connection = new Connection(options, device);
    this.connection.on('events', (batch) => void this.#receive(batch));
  }

  /** The state so far; null until the log has arrived. */
  get board(): BoardState | null {
    return this.#board;
  }

  /** The id of the session's replay; null until it has finished. */
  get replayId(): string | null {
    return this.#replayId;
  }

  /** Calls the server as the session's host. */
  ask<C extends HostCall>(name: C, request: Requests[C]): Promise<Reply<C> | Refusal> {
    return this.connection.call(name, request);
  }

  close(): void {
    this.connection.close();
  }

  get #seq(): number {
    return this.#board?.state.seq ?? 0;
  }

  async #receive({ from, events, reset }: EventBatch): Promise<void> {
    if (reset) this.#board = this.#replayId = null;
    if (from > this.#seq + 1) await this.#catchUp();
    else this.#apply(events);
    if (this.#board) this.#witness(this.#board.state);
    if (this.#board?.state.phase === 'finished' && this.#replayId === null) await this.#findReplay();
  }

  #witness(state: State): void {
    if (state.phase === 'finished') return;
    const fixed = state.phase === 'lobby' ? undefined : state.draws?.fixed;
    this.#witnessed = { commitment: state.commitment, ...(fixed !== undefined && { fixed }) };
  }

  async #findReplay(): Promise<void> {
    const room = await this.#find(this.code);
    if (!room.ok) {
      if (room.error.code === 'try_again' || room.error.code === 'too_many')
        this.#later(room.error, () => void this.#findReplay());
      return;
    }
    const { id, code, title } = room.value;
    this.#replayId = id;
    const at = this.connection.serverNow();
    rememberReplay({ id, code, title, at, ...this.#witnessed }, this.#device.storage);
  }

  /** Reads the events that were missed, page by page. */
  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    for (let events: SessionEvent[]; (events = await this.#tail()).length > 0;) this.#apply(events);
    this.#isCatchingUp = false;
  }

  #apply(events: readonly SessionEvent[]): void {
    this.#board = applyEvents(this.#board, events);
    this.#at = events.at(-1)?.at ?? this.#at;
  }

  /** No events where the call is refused: the next batch catches up, at the latest that of a new connection. */
  async #tail(): Promise<SessionEvent[]> {
    const after = this.#seq;
    const reply = await this.connection.call('tail', { after });
    // a reset may have come meanwhile
    if (reply.ok) return after === this.#seq ? reply.events : [];
    if (reply.error.retryAfter !== undefined) this.#later(reply.error, () => void this.#catchUp());
    return [];
  }

  #later(failure: Failure, call: () => void): void {
    this.#device.after(retryDelay(failure, usualDelay, this.#device.random()), call);
  }
}
