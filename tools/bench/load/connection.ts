/** Bare Socket.IO connection over a WebSocket, without a client library. */
import { WebSocket } from 'ws';
import { wireVersion, type Call, type Reply, type Requests } from '../../../shared/wire/calls.ts';
import type { Tally } from './tally.ts';

export interface Address {
  /** of the server, `http://…` */
  url: string;
  code: string;
  /** from which of this machine's addresses: each room is a school of its own */
  from: string;
}

/** What is done with the server's emits, by name; the others are counted alone. */
type Hears = Readonly<Record<string, (payload: unknown) => void>>;

export class Line {
  /** resolves once the server has let it in */
  readonly connected: Promise<void>;
  /** it was closed, or refused; a line is never opened again */
  lost: string | null = null;
  readonly #socket: WebSocket;
  readonly #tally: Tally;
  readonly #hears: Hears;
  readonly #answers = new Map<number, (reply: never) => void>();
  #asked = 0;
  #ending = false;

  constructor({ url, code, from }: Address, auth: object, tally: Tally, hears: Hears) {
    this.#tally = tally;
    this.#hears = hears;
    const path = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&room=${code}`;
    this.#socket = new WebSocket(path, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      localAddress: from,
    });
    this.connected = new Promise((resolve, reject) => {
      const lose = (why: string) => {
        if (!this.#ending) this.lost ??= why;
        reject(new Error(why));
      };
      this.#socket.on('error', (error) => lose(error.message));
      this.#socket.on('close', (code) => lose(`closed with ${code}`));
      this.#socket.on('message', (data: Buffer) => {
        const frame = data.toString();
        if (frame.startsWith('0'))
          this.#socket.send(`40${JSON.stringify({ version: wireVersion, ...auth })}`);
        else if (frame.startsWith('40')) resolve();
        else if (frame.startsWith('44')) lose(frame);
        else this.#take(frame);
      });
    });
    this.connected.catch(() => {});
  }

  /** Emits, and calls back with the answer. */
  ask<C extends Call>(name: C, payload: Requests[C], answer: (reply: Reply<C>) => void): void {
    const id = this.#asked++;
    this.#answers.set(id, answer);
    this.#socket.send(`42${id}${JSON.stringify([name, payload])}`);
  }

  send<C extends Call>(name: C, payload: Requests[C]): Promise<Reply<C>> {
    return new Promise((answer) => this.ask(name, payload, answer));
  }

  close(): void {
    this.#ending = true;
    this.#socket.terminate();
  }

  #take(frame: string): void {
    if (frame.startsWith('42')) this.#takeEvent(frame);
    else if (frame.startsWith('43')) this.#takeAnswer(frame);
    else if (frame === '2') {
      this.#tally.count('pings', 1);
      this.#socket.send('3');
    } else this.lost ??= `a frame that nobody knows: ${frame.slice(0, 40)}`;
  }

  #takeEvent(frame: string): void {
    const name = /^42\["(\w+)"/.exec(frame)![1]!;
    this.#tally.count(name === 'view' ? 'views' : 'events', frame.length);
    this.#hears[name]?.((JSON.parse(frame.slice(2)) as [string, unknown])[1]);
  }

  #takeAnswer(frame: string): void {
    const begin = frame.indexOf('[');
    const id = Number(frame.slice(2, begin));
    this.#tally.count('answers', frame.length);
    const [reply] = JSON.parse(frame.slice(begin)) as [never];
    this.#answers.get(id)?.(reply);
    this.#answers.delete(id);
  }
}
