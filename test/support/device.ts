/** A phone in a pupil's hand: the page's own class on real sockets. It plays what it is shown, and keeps every answer. */
import { openLine, type Device, type LineOptions } from '../../client/net/device.ts';
import type { Outgoing } from '../../client/player/outbox.ts';
import { Phone } from '../../client/player/player-session.svelte.ts';
import type { Screen } from '../../client/player/screen.ts';
import { keptIn } from '../../client/storage/storage.ts';
import type { Result } from '../../shared/session/result.ts';
import { countOnes } from '../../shared/model/unigram.ts';
import { played } from './turn-message.ts';

export interface Answer {
  outgoing: Outgoing;
  reply: Result;
}

export interface Hand {
  url: string;
  room: string;
  key: string;
  /** gives the milliseconds that its pupil takes on a screen */
  thinks: (screen: Screen['name']) => number;
}

export class Handset {
  readonly key: string;
  readonly phone: Phone;
  /** what the server has answered, in order */
  readonly answers: Answer[] = [];
  /** milliseconds from each opening of its line to the first view on it */
  readonly catchUps: number[] = [];
  /** `performance.now()` of the last view */
  viewedAt = -Infinity;
  readonly #thinks: Hand['thinks'];
  #thinking: ReturnType<typeof setTimeout> | undefined;
  #openedAt: number | null = null;

  constructor({ url, room, key, thinks }: Hand) {
    this.key = key;
    this.#thinks = thinks;
    this.phone = new Phone(room, this.#device(url));
  }

  get player(): number | null {
    return this.phone.view?.you?.player ?? null;
  }

  close(): void {
    clearTimeout(this.#thinking);
    this.phone.close();
  }

  #device(url: string): Device {
    const storage = keptIn(() => {
      throw new Error('this device keeps things in memory');
    });
    storage.set('key', this.key);
    return {
      now: Date.now,
      after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      isHidden: () => false,
      watch: () => () => {},
      storage,
      open: (options) => this.#open(options, url),
    };
  }

  /** A page's line, on which its openings, views and answers are noted. */
  #open(options: LineOptions, url: string): ReturnType<Device['open']> {
    const socket = openLine(options, url);
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
      this.answers.push({ outgoing: { name, payload } as Outgoing, reply });
      this.#think();
      return reply;
    };
    return socket;
  }

  /** Does in a while what there is to do then; what is new makes its pupil think again. */
  #think(): void {
    clearTimeout(this.#thinking);
    this.#thinking = setTimeout(() => this.#act(), this.#thinks(this.phone.screen.name));
  }

  #act(): void {
    const { screen } = this.phone;
    if (screen.name === 'join' || screen.name === 'away') this.phone.join();
    else if (screen.name === 'write') {
      const { payload } = played(screen.turn);
      this.phone.write(screen.turn, (payload as { tokens: string }).tokens);
    } else if (screen.name === 'refit') this.phone.refit(screen.turn, countOnes(screen.turn.text));
  }
}
