/** The device under a page, as an interface: clock, timers, visibility, storage and sockets. */
import { io } from 'socket.io-client';
import type { Call, Handshake, Messages, Reply, Requests } from '../../shared/wire/calls.ts';
import type { Failure } from '../../shared/session/result.ts';
import { pathTo } from './paths.ts';
import { storage, tabStorage, type KeyValueStore } from '../storage/storage.ts';

/** Why an attempt to connect failed. */
interface ConnectError extends Error {
  /** of a handshake that the server refused */
  data?: Failure;
  /** of polling: the HTTP status of its answer, where there was one */
  description?: unknown;
}

/** The part of Socket.IO's client socket that is used here; it reconnects by itself. */
export interface ClientSocket {
  /** differs for each connection */
  readonly id?: string | undefined;
  readonly connected: boolean;
  /** connected, or trying to connect */
  readonly active: boolean;
  on<M extends keyof Messages>(message: M, handler: (payload: Messages[M]) => void): unknown;
  on(event: 'connect', handler: () => void): unknown;
  on(event: 'disconnect', handler: (reason: string) => void): unknown;
  on(event: 'connect_error', handler: (error: ConnectError) => void): unknown;
  /** Called for every message of the server, before its own handlers. */
  onAny(handler: (event: string, payload?: unknown) => void): unknown;
  connect(): unknown;
  disconnect(): unknown;
  /** Tries long polling first from the next attempt on, and WebSocket as an upgrade. */
  preferPolling(): void;
  /** An emit that rejects after so many milliseconds without an acknowledgement, and at a disconnect. */
  timeout(milliseconds: number): {
    emitWithAck<C extends Call>(call: C, request: Requests[C]): Promise<Reply<C>>;
  };
}

export interface SocketOptions {
  room: string;
  /** sent at each connect */
  handshake: () => Handshake;
  /** whether long polling is tried first, and WebSocket as an upgrade; otherwise the other way round */
  pollingFirst: boolean;
  /** milliseconds until an attempt to connect is given up */
  timeout: number;
  /** Back-off: milliseconds before the first attempt to reconnect, doubled up to the last, with jitter. */
  reconnectionDelay: number;
  reconnectionDelayMax: number;
}

export interface Device {
  /** milliseconds, never set back or ahead; it may stand still while the device sleeps */
  now(): number;
  /** milliseconds since 1970, by the device's own clock, which may be wrong and be corrected at any time */
  date(): number;
  /** a number in [0, 1), for jitter */
  random(): number;
  /** Calls back after so many milliseconds; returns a function that cancels it. */
  after(milliseconds: number, call: () => void): () => void;
  /** 16 random bytes, as 32 hex characters. */
  randomHex(): string;
  isHidden(): boolean;
  /** Reports when the page is hidden, and when its connection may have been lost unseen; returns an unsubscriber. */
  watch(listener: (what: 'hidden' | 'awake') => void): () => void;
  readonly storage: KeyValueStore;
  /** cleared when the tab is closed */
  readonly tabStorage: KeyValueStore;
  /** Opens a socket, which has begun to connect. */
  open(options: SocketOptions): ClientSocket;
}

/** The device of this browser. */
export const browser: Device = {
  now: () => performance.now(),
  date: Date.now,
  random: Math.random,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  // on plain http there is no randomUUID
  randomHex() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  isHidden: () => document.hidden,
  watch(listener) {
    const ends = new AbortController();
    const { signal } = ends;
    const awake = () => listener('awake');
    window.addEventListener('online', awake, { signal });
    window.addEventListener('offline', awake, { signal });
    window.addEventListener('pageshow', (event) => event.persisted && awake(), { signal });
    document.addEventListener('visibilitychange', () => listener(document.hidden ? 'hidden' : 'awake'), {
      signal,
    });
    return () => ends.abort();
  },
  storage,
  tabStorage,
  open: (options) => openSocket(options, '/', pathTo('socket.io/')),
};

/** Transports in the order in which they are tried. After polling Engine.IO probes a WebSocket, and upgrades. */
const webSocketFirst = ['websocket', 'polling'];
const pollingFirst = ['polling', 'websocket'];

/**
 * Opens a socket, which tries the other transport where one fails. A transport that meets silence does not fail: then
 * the attempt does, with the message `timeout`.
 *
 * @param url of the server
 * @param path of Socket.IO on it
 */
export function openSocket(
  { room, handshake, pollingFirst: prefersPolling, ...timings }: SocketOptions,
  url: string,
  path?: string,
) {
  const socket = io(url, {
    transports: prefersPolling ? pollingFirst : webSocketFirst,
    tryAllTransports: true,
    forceNew: true,
    ...(path !== undefined && { path }),
    query: { room },
    auth: (send) => send(handshake()),
    ...timings,
  });
  const preferPolling = () => void (socket.io.opts.transports = pollingFirst);
  return Object.assign(socket, { preferPolling });
}
