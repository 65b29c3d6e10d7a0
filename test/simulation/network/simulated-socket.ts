/** Simulated client socket: reconnects by itself, as socket.io-client does. */
import type { ClientSocket, SocketOptions } from '../../../client/net/device.ts';
import type { Call, Reply, Requests } from '../../../shared/wire/calls.ts';
import type { Failure } from '../../../shared/session/result.ts';
import type { TcpLink, LinkEnd } from './tcp-link.ts';
import type { ToPage } from './packets.ts';

type Handler = (payload: never) => void;

/** What a line asks of the page that it belongs to. */
export interface Surroundings {
  after(milliseconds: number, call: () => void): () => void;
  /** a number in [0, 1) */
  chance(): number;
  /** A line of the trace. */
  tell(what: () => string): void;
  /** Lays a link to a server; null where none answers. */
  dial(page: LinkEnd): TcpLink | null;
}

interface Ask {
  resolve: (reply: never) => void;
  reject: (error: Error) => void;
  cancel: () => void;
}

export class SimulatedSocket implements ClientSocket {
  readonly #around: Surroundings;
  readonly #options: SocketOptions;
  readonly #handlers = new Map<string, Handler[]>();
  readonly #any: ((event: string, payload?: unknown) => void)[] = [];
  readonly #asks = new Map<number, Ask>();
  #link: TcpLink | null = null;
  #cancelTry: () => void = () => {};
  #tries = 0;
  #nextAsk = 0;
  id: string | undefined;
  connected = false;
  active = false;

  constructor(options: SocketOptions, around: Surroundings) {
    this.#options = options;
    this.#around = around;
    this.connect();
  }

  on(event: string, handler: Handler): void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
  }

  onAny(handler: (event: string, payload?: unknown) => void): void {
    this.#any.push(handler);
  }

  connect(): void {
    if (this.active) return;
    this.active = true;
    this.#tries = 0;
    this.#try();
  }

  disconnect(): void {
    this.active = false;
    this.#hangUp('io client disconnect');
  }

  /** All links are alike here. */
  preferPolling(): void {}

  timeout(milliseconds: number) {
    return {
      emitWithAck: <C extends Call>(name: C, payload: Requests[C]): Promise<Reply<C>> => {
        if (!this.connected) throw new Error('nothing is asked without a line');
        const id = this.#nextAsk++;
        this.#around.tell(() => `says ${name} ${JSON.stringify(payload)}`);
        this.#link!.send('server', { kind: 'emit', id, name, payload });
        return new Promise((resolve, reject) => {
          const late = () => this.#settle(id, ({ reject }) => reject(new Error('timeout')));
          this.#asks.set(id, { resolve, reject, cancel: this.#around.after(milliseconds, late) });
        });
      },
    };
  }

  #try(): void {
    this.#around.tell(() => 'dials');
    const link = this.#around.dial({
      hear: (packet) => link === this.#link && this.#hear(packet as ToPage),
      closed: () => link === this.#link && this.#lost('transport close'),
    });
    this.#link = link;
    this.#cancelTry = this.#around.after(link ? this.#options.timeout : 1, () => this.#lost('timeout'));
    link?.send('server', { kind: 'dial' });
  }

  #hear(packet: ToPage): void {
    switch (packet.kind) {
      case 'opened': {
        this.#cancelTry();
        this.#tries = 0;
        const { handshake, room } = this.#options;
        return this.#link!.send('server', { kind: 'hello', auth: handshake(), room });
      }
      case 'welcome':
        this.#around.tell(() => 'is welcome');
        this.id = packet.id;
        this.connected = true;
        return this.#emit('connect', undefined);
      case 'refused':
        return this.#refused(packet.failure);
      case 'event':
        for (const hear of this.#any) hear(packet.name, packet.payload);
        return this.#emit(packet.name, packet.payload);
      case 'answer':
        return this.#settle(packet.id, ({ resolve }) => resolve(packet.reply as never));
      case 'bye':
        this.active = false;
        return this.#hangUp('io server disconnect');
      default:
        return packet satisfies never;
    }
  }

  #refused(data: Failure): void {
    this.active = false;
    this.#hangUp('refused');
    this.#emit('connect_error', Object.assign(new Error(data.message), { data }));
  }

  /** The line is gone without anybody's wish: it is tried again. */
  #lost(reason: string): void {
    const wasConnected = this.connected;
    this.#hangUp(reason);
    if (!wasConnected) this.#emit('connect_error', new Error(reason));
    if (!this.active) return;
    const delay = Math.min(1_500, 200 * 2 ** this.#tries++) * (0.5 + this.#around.chance());
    this.#cancelTry = this.#around.after(delay, () => this.#try());
  }

  #hangUp(reason: string): void {
    const wasConnected = this.connected;
    this.#cancelTry();
    this.#link?.close('page');
    this.#link = null;
    this.connected = false;
    this.id = undefined;
    for (const id of [...this.#asks.keys()])
      this.#settle(id, ({ reject }) => reject(new Error('socket has been disconnected')));
    this.#around.tell(() => `has no line: ${reason}`);
    if (wasConnected) this.#emit('disconnect', reason);
  }

  #settle(id: number, how: (ask: Ask) => void): void {
    const ask = this.#asks.get(id);
    if (!ask) return;
    this.#asks.delete(id);
    ask.cancel();
    how(ask);
  }

  #emit(event: string, payload: unknown): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(payload as never);
  }
}
