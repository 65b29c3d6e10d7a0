/** Playing device: the page's own session class on real sockets; plays every turn and keeps every reply. */
import { browser, openSocket, type Device, type SocketOptions } from '../../client/net/device.ts';
import type { Outgoing } from '../../client/player/outbox.ts';
import { PlayerSession as Page } from '../../client/player/player-session.svelte.ts';
import type { Screen } from '../../client/player/screen.ts';
import { jsonStore, type KeyValueStore } from '../../client/storage/storage.ts';
import type { Result } from '../../shared/session/result.ts';
import { messageFor } from './session/turn-message.ts';

export interface Answer {
  outgoing: Outgoing;
  reply: Result;
  /** `performance.now()` when it came */
  at: number;
}

/** Milliseconds that a student takes on a screen. */
export type ThinkingTime = (screen: Screen['name']) => number;

/** A storage that pages of a device share, kept in memory. */
export function memoryStorage(): KeyValueStore {
  const values = new Map<string, string>();
  const area = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  return jsonStore(() => area as unknown as Storage);
}

export class PlayingDevice implements Disposable {
  readonly key: string;
  readonly page: Page;
  readonly tabStorage: KeyValueStore;
  /** what the server has answered, in order */
  readonly answers: Answer[] = [];
  /** milliseconds from each opening of its connection to the first view on it */
  readonly catchUps: number[] = [];
  /** `performance.now()` of the last view */
  viewedAt = -Infinity;
  readonly #thinks: ThinkingTime;
  #thinking: ReturnType<typeof setTimeout> | undefined;
  #openedAt: number | null = null;
  #socket: ReturnType<typeof openSocket> | undefined;

  /** @param tabStorage what an earlier page of the same tab has left */
  constructor(
    url: string,
    room: string,
    key: string,
    thinks: ThinkingTime,
    tabStorage: KeyValueStore = memoryStorage(),
  ) {
    this.key = key;
    this.tabStorage = tabStorage;
    this.#thinks = thinks;
    this.page = new Page(room, this.#device(url));
  }

  /** The transport that carries its packets now. */
  get transport(): string | undefined {
    return this.#socket?.connected ? this.#socket.io.engine.transport.name : undefined;
  }

  get player(): number | null {
    return this.page.view?.you?.player ?? null;
  }

  /** It shows the end, and has nothing left to say. */
  get isDone(): boolean {
    return this.page.view?.phase === 'finished' && this.page.unconfirmed === 0;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#thinking);
    this.page.close();
  }

  #device(url: string): Device {
    const storage = memoryStorage();
    storage.set('key', this.key);
    return {
      now: () => performance.now(),
      date: Date.now,
      random: Math.random,
      after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      randomHex: browser.randomHex,
      isHidden: () => false,
      watch: () => () => {},
      storage,
      tabStorage: this.tabStorage,
      open: (options) => this.#open(options, url),
    };
  }

  /** A page's socket, on which its openings, views and answers are noted. */
  #open(options: SocketOptions, url: string): ReturnType<Device['open']> {
    const socket = (this.#socket = openSocket(options, url));
    socket.io.on('open', () => (this.#openedAt = performance.now()));
    socket.on('view', () => {
      this.viewedAt = performance.now();
      if (this.#openedAt !== null) this.catchUps.push(this.viewedAt - this.#openedAt);
      this.#openedAt = null;
      // the page sees the view next
      queueMicrotask(() => this.#think());
    });
    const ask = socket.emitWithAck.bind(socket);
    socket.emitWithAck = async (name: string, payload: object) => {
      const reply = (await ask(name, payload)) as Result;
      this.answers.push({ outgoing: { name, payload } as Outgoing, reply, at: performance.now() });
      this.#think();
      return reply;
    };
    return socket;
  }

  /** Does in a while what there is to do then; what is new makes its student think again. */
  #think(): void {
    clearTimeout(this.#thinking);
    this.#thinking = setTimeout(() => this.#act(), this.#thinks(this.page.screen.name));
  }

  #act(): void {
    const { screen } = this.page;
    if (screen.name === 'join' || screen.name === 'away') this.page.join();
    if (screen.name !== 'write' && screen.name !== 'refit') return;
    const { name, payload } = messageFor(screen.turn);
    if (name === 'generate') this.page.write(screen.turn, payload.tokens);
    else this.page.refit(screen.turn, payload.ones);
  }
}
