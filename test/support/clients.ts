/** Clients on real sockets: students that play by themselves, boards and hosts with their log. */
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Failure, Result } from '../../shared/session/result.ts';
import type { Turn, View } from '../../shared/view/views.ts';
import { wireVersion, type EventBatch } from '../../shared/wire/calls.ts';
import { messageFor } from './session/turn-message.ts';

export const newKey = (): string => randomBytes(16).toString('hex');

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

interface Transport {
  transports?: ('websocket' | 'polling')[];
  extraHeaders?: Record<string, string>;
}

/** One socket to a room, and what it has been told. */
export class Client {
  readonly socket: Socket;
  /** why the server closed it for good */
  goodbye: string | null = null;
  /** why the handshake was refused */
  refusal: Failure | null = null;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  constructor(url: string, room: string, auth: object | (() => object), transport: Transport = {}) {
    this.socket = io(url, {
      query: { room },
      auth: (send) => send({ version: wireVersion, ...(typeof auth === 'function' ? auth() : auth) }),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 50,
      ...transport,
    });
    this.socket.on('goodbye', ({ code }: { code: string }) => (this.goodbye = code));
    this.socket.on('connect_error', ({ data }: { data?: Failure }) => {
      this.refusal = data ?? null;
      if (data?.code === 'try_again') setTimeout(() => this.#isOver || this.socket.connect(), 100);
    });
    for (const event of ['connect', 'disconnect', 'connect_error', 'goodbye'])
      this.socket.on(event, () => this.changed());
    onTestFinished(() => {
      this.#isOver = true;
      this.socket.disconnect();
    });
  }

  /** Resolves as soon as a condition holds; it is looked at whenever something has come. */
  async until<T>(condition: () => T | null | undefined | false): Promise<T> {
    for (;;) {
      const value = condition();
      if (value !== null && value !== undefined && value !== false) return value;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async connected(): Promise<this> {
    await this.until(() => this.socket.connected);
    return this;
  }

  /** Resolves when the server has closed the connection, with why it did so for good. */
  async closed(): Promise<string | null> {
    await this.until(() => !this.socket.connected);
    return this.goodbye;
  }

  /** The error object of a handshake that is refused. */
  refused(): Promise<Failure> {
    return this.until(() => this.refusal);
  }

  ask(name: string, payload?: unknown): Promise<Result> {
    return this.socket.emitWithAck(name, ...(payload === undefined ? [] : [payload]));
  }

  /** The code of the error that an emit gets, or 'ok'. */
  async code(name: string, payload?: unknown): Promise<string> {
    const reply = await this.ask(name, payload);
    return reply.ok ? 'ok' : reply.error.code;
  }

  protected changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const look of waiting) look();
  }
}

/** A student's device. Where it `plays`, it plays each turn that it is shown, and sends again what is not acknowledged. */
export class Student extends Client {
  readonly key: string;
  readonly views: View[] = [];
  plays = true;
  /** what its own turns were answered */
  readonly replies: Result[] = [];
  readonly #sent = new Set<string>();

  constructor(url: string, room: string, key = newKey(), transport?: Transport) {
    super(url, room, { role: 'player', key }, transport);
    this.key = key;
    this.socket.on('connect', () => this.#sent.clear());
    this.socket.on('view', (view: View) => {
      this.views.push(view);
      if (this.plays) this.play();
      this.changed();
    });
  }

  get view(): View {
    return this.views.at(-1)!;
  }

  /** Plays from now on. */
  play(): void {
    this.plays = true;
    if (this.view.phase !== 'paused') for (const turn of this.view.turns) void this.#play(turn);
  }

  /** Resolves with the first turn that is shown. */
  async dealt(): Promise<Turn> {
    return this.until(() => this.view.turns[0]);
  }

  /** Resolves with the view of the end. */
  finished(): Promise<View> {
    return this.until(() => this.views.find(({ phase }) => phase === 'finished'));
  }

  async #play(turn: Turn): Promise<void> {
    const place = `${turn.step} ${turn.rollout}/${turn.round}`;
    if (this.#sent.has(place)) return;
    this.#sent.add(place);
    const { name, payload } = messageFor(turn);
    try {
      this.replies.push(await this.ask(name, payload));
    } catch {
      // the connection was lost: the first view after the next one shows what is still to play
    }
    this.changed();
  }
}

/** A board or the host's page: it holds the log, and notices where that has a gap or something twice. */
export class Board extends Client {
  readonly batches: EventBatch[] = [];
  readonly events: SessionEvent[] = [];
  readonly gaps: string[] = [];
  /** how often the log began anew */
  resets = 0;
  #seq: number;
  #at: number | undefined;

  constructor(url: string, room: string, hostKey: string | null = null, after = 0) {
    const auth = hostKey === null ? { role: 'board' } : { role: 'host', key: hostKey };
    super(url, room, () => ({ ...auth, after: this.#seq, at: this.#at }));
    this.#seq = after;
    // as pages do
    this.socket.on('disconnect', (reason) => reason === 'io server disconnect' && this.socket.connect());
    this.socket.on('events', (batch: EventBatch) => {
      this.batches.push(batch);
      if (batch.reset) this.#begin();
      if (batch.from !== this.#seq + 1) this.gaps.push(`${batch.from} after ${this.#seq}`);
      this.events.push(...batch.events);
      this.#seq = batch.events.at(-1)?.seq ?? this.#seq;
      this.#at = batch.events.at(-1)?.at ?? this.#at;
      this.changed();
    });
  }

  /** The log begins anew. */
  #begin(): void {
    this.resets++;
    this.events.length = 0;
    this.#seq = 0;
  }

  /** How many events of a type it has heard. */
  count(type: SessionEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** Resolves with the first event of a type that came, or comes. */
  heard<T extends SessionEvent['type']>(type: T): Promise<Of<T>> {
    return this.until(() => this.events.find((event): event is Of<T> => event.type === type));
  }
}
