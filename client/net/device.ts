/** What a page needs of the device on which it is open: time, being looked at, what is kept, and lines to the server. */
import { io } from 'socket.io-client';
import type { Call, Handshake, Messages, Reply, Requests } from '../../shared/wire/calls.ts';
import type { Failure } from '../../shared/session/result.ts';
import { storage, type Kept } from '../storage/storage.ts';

/** A line to the server, as Socket.IO's client is one: it connects again by itself. */
export interface Line {
  /** differs for each connection */
  readonly id?: string | undefined;
  readonly connected: boolean;
  /** it is connected, or tries to be */
  readonly active: boolean;
  on<M extends keyof Messages>(message: M, handler: (payload: Messages[M]) => void): unknown;
  on(event: 'connect', handler: () => void): unknown;
  on(event: 'disconnect', handler: (reason: string) => void): unknown;
  on(event: 'connect_error', handler: (error: Error & { data?: Failure }) => void): unknown;
  /** Hears every event of the server's making, before its own handlers. */
  onAny(handler: (event: string, payload?: unknown) => void): unknown;
  connect(): unknown;
  disconnect(): unknown;
  /** An emit whose answer rejects after so many milliseconds, and as soon as the line is lost. */
  timeout(milliseconds: number): {
    emitWithAck<C extends Call>(call: C, request: Requests[C]): Promise<Reply<C>>;
  };
}

export interface LineOptions {
  room: string;
  /** what it says of itself each time that it connects */
  handshake: () => Handshake;
  /** milliseconds until a try to connect is given up */
  timeout: number;
}

export interface Device {
  /** milliseconds since 1970, by the device's own clock */
  now(): number;
  /** Calls back after so many milliseconds; returns what takes it back. */
  after(milliseconds: number, call: () => void): () => void;
  isHidden(): boolean;
  /** Tells when the page was put out of sight, and when it may have to look after its line; returns what ends that. */
  watch(tell: (what: 'hidden' | 'awake') => void): () => void;
  readonly storage: Kept;
  /** Opens a line, which has begun to connect. */
  open(options: LineOptions): Line;
}

/** This device, in its browser. */
export const browser: Device = {
  now: Date.now,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
  watch(tell) {
    const ends = new AbortController();
    const { signal } = ends;
    const awake = () => tell('awake');
    window.addEventListener('online', awake, { signal });
    window.addEventListener('offline', awake, { signal });
    window.addEventListener('pageshow', (event) => event.persisted && awake(), { signal });
    document.addEventListener('visibilitychange', () => tell(document.hidden ? 'hidden' : 'awake'), {
      signal,
    });
    return () => ends.abort();
  },
  storage,
  open: (options) => openLine(options),
};

/** @param url the server's; by default that of the page */
export function openLine({ room, handshake, timeout }: LineOptions, url = '/') {
  return io(url, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    forceNew: true,
    query: { room },
    auth: (send) => send(handshake()),
    timeout,
    reconnectionDelay: 200,
    reconnectionDelayMax: 1000,
  });
}
