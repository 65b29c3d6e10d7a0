/** One line to a room: it comes back by itself, and says what it is doing. */
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
import type { Device, Line } from './device.ts';

export type ConnectionStatus =
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  /** the same seat was opened elsewhere; this page does not come back by itself */
  | 'replaced'
  | 'kicked'
  /** the handshake was refused for good */
  | 'refused';

export interface ConnectionOptions {
  room: string;
  role: Handshake['role'];
  key?: string;
  /** the last seq that the page has, asked for at every handshake */
  after?: () => number;
  /** an emit that changes nothing, to find out whether the line is alive; null where there is none now */
  probe?: () => Outgoing<'join' | 'tail'> | null;
  /** whether this is the page with the key that was opened last: then it can only have been replaced by itself */
  isNewest?: () => boolean;
}

/** Milliseconds: an answer is late, and people are told; a line that is doubted is lost, and so is any other. */
const lateAfter = 1000;
const probeLostAfter = 2000;
const lostAfter = 5000;

/** Milliseconds out of sight after which a page without a probe does not trust its line. */
const trustFor = 10_000;

/** Milliseconds between tries of a handshake that the server refused for now. */
const retryAfter = 2000;

/** Refusals that may pass. */
const passing = new Set<string>(['try_again', 'too_many', 'server_error']);

const unanswered = refuse('try_again', 'The server did not answer. It is tried again.');

export class Connection {
  #status = $state<ConnectionStatus>('connecting');
  #late = $state(false);
  #refusal = $state.raw<Failure | null>(null);
  #options: ConnectionOptions;
  #device: Device;
  #socket: Line;
  /** server clock minus this device's, from the quickest message since the connection */
  #offset: number | null = null;
  #hiddenSince: number | null = null;
  #cancelRetry: () => void = () => {};
  #cancelFirst: () => void = () => {};
  #unwatch: () => void;

  constructor(options: ConnectionOptions, device: Device) {
    this.#options = options;
    this.#device = device;
    const handshake = () => this.#handshake();
    this.#socket = device.open({ room: options.room, handshake, timeout: lostAfter });
    this.#hear();
    this.#unwatch = this.#watchDevice();
  }

  get status(): ConnectionStatus {
    return this.#status === 'connected' && this.#late ? 'reconnecting' : this.#status;
  }

  /** Whether something can be said now, even while an answer is late. */
  get canSpeak(): boolean {
    return this.#status === 'connected';
  }

  /** Why the handshake was refused. */
  get refusal(): Failure | null {
    return this.#refusal;
  }

  /** The server's clock, milliseconds since 1970, as far as its messages tell. */
  serverNow(): number {
    return this.#device.now() + (this.#offset ?? 0);
  }

  on<M extends keyof Messages>(message: M, handler: (payload: Messages[M]) => void): void {
    this.#socket.on(message, handler);
  }

  /** Never rejects: without a line, or without an answer in time, it is a `try_again`. */
  async call<C extends Call>(name: C, request: Requests[C]): Promise<Reply<C> | Refusal> {
    return (await this.#ask(name, request, lostAfter)) ?? unanswered;
  }

  /** Asks whether the line is alive, and opens a new one where no answer comes in time. */
  async check(): Promise<void> {
    if (this.#isOver() || this.#device.isHidden()) return;
    const probe = this.#options.probe?.() ?? null;
    const hidden = this.#hiddenSince === null ? 0 : this.#device.now() - this.#hiddenSince;
    this.#hiddenSince = null;
    if (!this.#socket.connected) this.#reopen();
    else if (probe) await this.#ask(probe.name, probe.payload, probeLostAfter);
    else if (hidden > trustFor) this.#reopen();
  }

  close(): void {
    this.#cancelRetry();
    this.#cancelFirst();
    this.#unwatch();
    this.#socket.disconnect();
  }

  #handshake(): Handshake {
    const { role, key, after } = this.#options;
    return { version: wireVersion, role, ...(key && { key }), ...(after && { after: after() }) };
  }

  #hear(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#offset = null;
      this.#late = false;
      this.#status = 'connected';
      // the server speaks first: a line that says nothing has died since
      this.#cancelFirst = this.#device.after(lostAfter, () => this.#reopen());
    });
    socket.on('disconnect', (reason: string) => {
      this.#cancelFirst();
      if (this.#isOver()) return;
      this.#status = 'reconnecting';
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('connect_error', (error: Error & { data?: Failure }) => {
      if (!socket.active) this.#refused(error.data);
    });
    socket.on('goodbye', ({ code }: { code: 'replaced' | 'kicked' }) => {
      // a line that this page had given up arrived late; this one is closed now, and opened again
      if (code === 'replaced' && this.#options.isNewest?.()) return;
      this.#status = code;
      this.close();
    });
    socket.onAny((_event, payload) => {
      this.#cancelFirst();
      this.#late = false;
      const now = (payload as { now?: unknown } | undefined)?.now;
      if (typeof now === 'number')
        this.#offset = Math.max(this.#offset ?? -Infinity, now - this.#device.now());
    });
  }

  #refused(failure: Failure | undefined): void {
    if (failure === undefined || passing.has(failure.code)) {
      this.#cancelRetry = this.#device.after(retryAfter, () => this.#socket.connect());
      return;
    }
    this.#status = failure.code === 'kicked' ? 'kicked' : 'refused';
    this.#refusal = failure;
    this.close();
  }

  /** Phones suspend sockets without telling them, so a page that wakes asks whether its line is alive. */
  #watchDevice(): () => void {
    return this.#device.watch((what) => {
      if (what === 'awake') void this.check();
      else this.#hiddenSince = this.#device.now();
    });
  }

  /** The answer, or null and a new line where none comes within the limit (ms). */
  async #ask<C extends Call>(name: C, request: Requests[C], limit: number): Promise<Reply<C> | null> {
    const socket = this.#socket;
    const line = socket.id;
    if (!socket.connected) return null;
    const cancelLate = this.#device.after(lateAfter, () => (this.#late = true));
    try {
      return await socket.timeout(limit).emitWithAck(name, request);
    } catch {
      if (socket.connected && socket.id === line) this.#reopen();
      return null;
    } finally {
      cancelLate();
      this.#late = false;
    }
  }

  #reopen(): void {
    if (this.#isOver()) return;
    this.#socket.disconnect();
    this.#socket.connect();
  }

  #isOver(): boolean {
    return ['replaced', 'kicked', 'refused'].includes(this.#status);
  }
}
