/** Connection to a room: a table of states and timed transitions over a socket that reconnects by itself. */
import { refuse, type Failure, type Refusal } from '../../shared/session/result.ts';
import {
  wireVersion,
  type Call,
  type Handshake,
  type Messages,
  type Reply,
  type Outgoing,
  type Requests,
} from '../../shared/wire/calls.ts';
import type { ClientSocket, Device } from './device.ts';
import { retryDelay } from './retry.ts';

export type ConnectionStatus =
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  /** the same seat was opened elsewhere; this page does not reconnect */
  | 'replaced'
  | 'kicked'
  /** the handshake was refused for good */
  | 'refused';

/**
 * On which transports attempts to connect have met silence since the last message; `forbidden`: they were answered by a
 * 403, of a filter, or of a server that takes this page for another site's.
 */
export type Silence = 'none' | 'websocket' | 'all' | 'forbidden';

export interface ConnectionOptions {
  room: string;
  role: Handshake['role'];
  key?: string;
  /** of the QR code's link */
  pass?: string;
  /** the last event that the page has, asked for at every handshake */
  last?: () => Pick<Handshake, 'after' | 'at'>;
  /** a call that changes nothing, to test whether the connection is alive; null where there is none now */
  probe?: () => Outgoing<'join' | 'tail'> | null;
  /** whether this is the page with the key that was opened last: then it can only have been replaced by itself */
  isNewest?: () => boolean;
}

/** Milliseconds. */
const answerLateAfter = 1000;
const probeLostAfter = 2000;
const lostAfter = 5000;
/** an attempt to connect without Engine.IO's `open` */
const silentAfter = 4000;
/** out of sight for longer, a page without a probe does not trust its connection */
const trustHiddenFor = 10_000;
/** by which its date has gone on further than its clock, a device out of sight was suspended */
const suspendedFrom = 1000;

/** Back-off between attempts to reconnect, in milliseconds. */
const backOff = { reconnectionDelay: 200, reconnectionDelayMax: 1000 };

/**
 * Timed transitions, in milliseconds: a timer starts with the first state that has it, and ends with the last. A
 * transition to the same state starts it anew.
 */
const timers = {
  /** since the last attempt failed: after the longest back-off and `silentAfter`, one is open and still not admitted */
  handshake: 6000,
  /** connects again after a handshake that was refused for now, unless the server says when */
  retry: 2000,
  /** the server speaks first: a connection without a message is dead, and another one is opened */
  firstMessage: lostAfter,
};

type End = 'replaced' | 'kicked' | 'refused' | 'closed';
type State =
  | 'connecting'
  | 'connectingRetry'
  /** connected, without a message so far */
  | 'silent'
  | 'silentLate'
  | 'connected'
  /** an answer is late: the page says so, and calls still go out */
  | 'late'
  | 'reconnecting'
  | 'reconnectingRetry'
  | End;
/** `busy`: the handshake was refused for now; `failed`: an attempt, of several; `overdue` and `answer`: of a call */
type Trigger =
  'connect' | 'disconnect' | 'failed' | 'busy' | 'retry' | 'message' | 'overdue' | 'answer' | End;

interface StateRow {
  /** as pages show it */
  status: ConnectionStatus;
  timer?: keyof typeof timers;
  /** the next state by trigger; a trigger that is not listed changes nothing */
  on: Partial<Record<Trigger, State>>;
}

const ends = { replaced: 'replaced', kicked: 'kicked', refused: 'refused', closed: 'closed' } as const;
const open = { ...ends, disconnect: 'reconnecting' } as const;

const states: Record<State, StateRow> = {
  connecting: {
    status: 'connecting',
    timer: 'handshake',
    on: { ...ends, connect: 'silent', busy: 'connectingRetry', failed: 'connecting', retry: 'connecting' },
  },
  connectingRetry: { status: 'connecting', timer: 'retry', on: { ...ends, retry: 'connecting' } },
  silent: {
    status: 'connected',
    timer: 'firstMessage',
    on: { ...open, message: 'connected', overdue: 'silentLate' },
  },
  silentLate: {
    status: 'reconnecting',
    timer: 'firstMessage',
    on: { ...open, message: 'connected', answer: 'silent' },
  },
  connected: { status: 'connected', on: { ...open, overdue: 'late' } },
  late: { status: 'reconnecting', on: { ...open, message: 'connected', answer: 'connected' } },
  reconnecting: {
    status: 'reconnecting',
    timer: 'handshake',
    on: {
      ...ends,
      connect: 'silent',
      busy: 'reconnectingRetry',
      failed: 'reconnecting',
      retry: 'reconnecting',
    },
  },
  reconnectingRetry: { status: 'reconnecting', timer: 'retry', on: { ...ends, retry: 'reconnecting' } },
  replaced: { status: 'replaced', on: {} },
  kicked: { status: 'kicked', on: {} },
  refused: { status: 'refused', on: {} },
  // by its page, which shows nothing any more
  closed: { status: 'reconnecting', on: {} },
};

/** In the storage of the tab. */
const pollingFirst = 'pollingFirst';

/** Refusals that may pass. */
const passing = new Set<string>(['try_again', 'too_many', 'server_error']);

const unanswered = refuse('try_again', 'The server did not answer. It is tried again.');

export class Connection {
  #state = $state<State>('connecting');
  #refusal = $state.raw<Failure | null>(null);
  #silence = $state<Silence>('none');
  #isPollingFirst: boolean;
  /** milliseconds before the next attempt after a refusal for now */
  #retryDelay = timers.retry;
  /** when that attempt is made, by the device's clock, where the server has named the delay */
  #retryAt = $state<number | null>(null);
  #options: ConnectionOptions;
  #device: Device;
  #socket: ClientSocket;
  /** server clock minus this device's, from the quickest message of the connection that had one last */
  #offset: number | null = null;
  #isOffsetOld = false;
  /** by both clocks of the device */
  #hiddenSince: { now: number; date: number } | null = null;
  #cancelTimer: () => void = () => {};
  #unwatch: () => void;

  constructor(options: ConnectionOptions, device: Device) {
    this.#options = options;
    this.#device = device;
    const handshake = () => this.#handshake();
    this.#isPollingFirst = device.tabStorage.get<boolean>(pollingFirst) ?? false;
    this.#socket = device.open({
      room: options.room,
      handshake,
      pollingFirst: this.#isPollingFirst,
      timeout: silentAfter,
      ...backOff,
    });
    this.#startTimer();
    this.#listen();
    // devices suspend sockets without an event, so a page that wakes checks its connection
    this.#unwatch = device.watch((what) => {
      if (what === 'awake') void this.check();
      else this.#hiddenSince = { now: device.now(), date: device.date() };
    });
  }

  get status(): ConnectionStatus {
    return states[this.#state].status;
  }

  /** Whether a call can go out now, even while another one's answer is late. */
  get canSend(): boolean {
    return 'disconnect' in states[this.#state].on;
  }

  /** What of the network keeps silent; `none` once a message has come. */
  get silence(): Silence {
    return this.#silence;
  }

  /** Milliseconds that the server has this page wait before it asks again; null where it does not. */
  retryIn(): number | null {
    return this.#retryAt === null ? null : this.#retryAt - this.#device.now();
  }

  /** Why the handshake was refused. */
  get refusal(): Failure | null {
    return this.#refusal;
  }

  /** The server's clock, milliseconds since 1970, estimated from its messages; before the first one the device's date. */
  serverNow(): number {
    return this.#offset === null ? this.#device.date() : this.#device.now() + this.#offset;
  }

  on<M extends keyof Messages>(message: M, handler: (payload: Messages[M]) => void): void {
    this.#socket.on(message, handler);
  }

  /** Never rejects: without a connection, or without an answer in time, it is a `try_again`. */
  async call<C extends Call>(name: C, request: Requests[C]): Promise<Reply<C> | Refusal> {
    return (await this.#send(name, request, lostAfter)) ?? unanswered;
  }

  /** Tests whether the connection is alive, and opens a new one where no answer comes in time. */
  async check(): Promise<void> {
    if (this.#isOver() || this.#retryAt !== null || this.#device.isHidden()) return;
    const probe = this.#options.probe?.() ?? null;
    const { hidden, wasSuspended } = this.#timeHidden();
    // a clock that stood still is wrong until the first message of a new connection
    if (!this.#socket.connected || wasSuspended) this.#reopen();
    else if (probe) await this.#send(probe.name, probe.payload, probeLostAfter);
    else if (hidden > trustHiddenFor) this.#reopen();
  }

  close(): void {
    this.#transition('closed');
    this.#unwatch();
    this.#socket.disconnect();
  }

  /** For how many milliseconds the page was out of sight, and whether its clock stood still meanwhile. */
  #timeHidden(): { hidden: number; wasSuspended: boolean } {
    const now = this.#device.now();
    const date = this.#device.date();
    const since = this.#hiddenSince ?? { now, date };
    this.#hiddenSince = null;
    const [byClock, byDate] = [now - since.now, date - since.date];
    return { hidden: Math.max(byClock, byDate), wasSuspended: byDate - byClock > suspendedFrom };
  }

  #handshake(): Handshake {
    const { role, key, pass, last } = this.#options;
    return { version: wireVersion, role, ...(key && { key }), ...(pass && { pass }), ...last?.() };
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#isOffsetOld = true;
      this.#transition('connect');
    });
    socket.on('disconnect', (reason: string) => {
      this.#transition('disconnect');
      if (reason === 'io server disconnect' && !this.#isOver()) socket.connect();
    });
    socket.on('connect_error', (error) => {
      if (!socket.active) return this.#refused(error.data);
      if (error.message === 'timeout') this.#fallBack();
      if (error.description === 403) this.#silence = 'forbidden';
      this.#transition('failed');
    });
    socket.on('goodbye', ({ code }: { code: 'replaced' | 'kicked' }) => {
      // of a socket that this page had given up, and late; the server closes this one now, and it is opened again
      if (code === 'replaced' && this.#options.isNewest?.()) return;
      this.#transition(code);
      this.close();
    });
    socket.onAny((_event, payload) => {
      this.#transition('message');
      this.#silence = 'none';
      const now = (payload as { now?: unknown } | undefined)?.now;
      if (typeof now === 'number') this.#setClock(now - this.#device.now());
    });
  }

  /** A message is late by what it took to come: the largest offset of a connection is the best. */
  #setClock(offset: number): void {
    this.#offset = this.#isOffsetOld || this.#offset === null ? offset : Math.max(this.#offset, offset);
    this.#isOffsetOld = false;
  }

  #transition(trigger: Trigger): void {
    const before = states[this.#state];
    const next = before.on[trigger];
    if (next === undefined) return;
    const isSame = next === this.#state;
    this.#state = next;
    if (states[next].timer !== before.timer || isSame) this.#startTimer();
  }

  /** Starts the timer of the state, in place of the one that runs. */
  #startTimer(): void {
    const { timer } = states[this.#state];
    this.#cancelTimer();
    if (!timer) return;
    const wait = timer === 'retry' ? this.#retryDelay : timers[timer];
    this.#cancelTimer = this.#device.after(wait, () => this.#elapsed(timer));
  }

  #elapsed(timer: keyof typeof timers): void {
    if (timer === 'retry') {
      this.#retryAt = null;
      this.#transition('retry');
      return void this.#socket.connect();
    }
    this.#fallBack();
    this.#reopen();
  }

  /** Some proxies let no frame of a WebSocket through, which no error tells: silence counts as one. */
  #fallBack(): void {
    this.#silence = this.#isPollingFirst ? 'all' : 'websocket';
    this.#isPollingFirst = true;
    this.#device.tabStorage.set(pollingFirst, true);
    this.#socket.preferPolling();
  }

  #refused(failure: Failure | undefined): void {
    if (failure === undefined || passing.has(failure.code)) {
      this.#retryDelay = retryDelay(failure, timers.retry, this.#device.random());
      if (failure?.retryAfter !== undefined) this.#retryAt = this.#device.now() + this.#retryDelay;
      return this.#transition('busy');
    }
    this.#transition(failure.code === 'kicked' ? 'kicked' : 'refused');
    this.#refusal = failure;
    this.close();
  }

  /** The answer, or null and a new connection where none comes within the limit (ms). */
  async #send<C extends Call>(name: C, request: Requests[C], limit: number): Promise<Reply<C> | null> {
    const socket = this.#socket;
    const { id } = socket;
    if (!socket.connected) return null;
    const cancelOverdue = this.#device.after(answerLateAfter, () => this.#transition('overdue'));
    try {
      return await socket.timeout(limit).emitWithAck(name, request);
    } catch {
      if (socket.connected && socket.id === id) this.#reopen();
      return null;
    } finally {
      cancelOverdue();
      this.#transition('answer');
    }
  }

  #reopen(): void {
    if (this.#isOver()) return;
    this.#transition('retry');
    this.#socket.disconnect();
    this.#socket.connect();
  }

  #isOver(): boolean {
    return this.#state in ends;
  }
}
