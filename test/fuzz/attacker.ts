/** Attacker: sends packets to a real server on connections of its own. */
import type { Socket } from 'node:net';
import { wireVersion } from '../../shared/wire/calls.ts';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { createSession } from '../support/api.ts';
import { askForWebSocket, dial, frameOf, heard, openPolling, type Polling } from '../support/network/raw.ts';
import type { Attack } from './attack.ts';

type Of<Kind extends Attack['kind']> = Extract<Attack, { kind: Kind }>;

/** Milliseconds after which a connection is given up that the server keeps. */
const patience = 3_000;
/** How many connections are left open at a time, and how many attacks a room stands before the next one is opened. */
const keptOpen = 50;
const attacksOnRoom = 40;
/** A room has so many players at most: the same few keys take each other's seats. */
const keys = 30;

export class Attacker {
  /** how many packets, frames and calls were sent */
  packets = 0;
  connections = 0;
  readonly #url: string;
  /** the code of a room in which a class plays, and into which nobody new is let */
  readonly #classCode: () => string;
  readonly #open: Socket[] = [];
  #room: Promise<CreatedSession> | null = null;
  #sid = 'x';

  constructor(url: string, classCode: () => string) {
    this.#url = url;
    this.#classCode = classCode;
  }

  async attack(attack: Attack): Promise<void> {
    this.connections++;
    if (this.connections % attacksOnRoom === 1) this.#room = null;
    try {
      await this.#attack(attack);
    } catch (error) {
      // fetch says so where the server closes a connection in the midst of a call
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Closes what is still open. */
  close(): void {
    for (const socket of this.#open.splice(0)) socket.destroy();
  }

  #attack(attack: Attack): Promise<void> {
    switch (attack.kind) {
      case 'websocket':
        return this.#webSocket(attack);
      case 'polling':
        return this.#polling(attack);
      case 'upgrade':
        return this.#upgrade(attack);
      case 'http':
        return this.#http(attack);
      default:
        return attack satisfies never;
    }
  }

  async #webSocket(attack: Of<'websocket'>): Promise<void> {
    const { room, hello } = await this.#whoIs(attack);
    const { socket } = await askForWebSocket(this.#url, `room=${room}`, this.#from(attack));
    if (hello !== null) await this.#write(socket, [frameOf(`40${hello}`)], true);
    const frames = attack.says.flat().map((part) => frameOf(part));
    await this.#write(socket, [...frames, ...attack.framing.map((first) => frameOf('x', first))]);
    if (attack.end === 'stay') return this.#keep(socket);
    if (attack.end === 'break') socket.resetAndDestroy();
    else await hangUp(socket);
  }

  async #polling(attack: Of<'polling'>): Promise<void> {
    const line = await this.#openPolling(attack);
    const packets = attack.says.flat().map(inBody);
    for (let at = 0; at < packets.length; at += attack.together) {
      const body = packets.slice(at, at + attack.together);
      this.packets += body.length;
      if ((await line.say(body.join('\u001e'))) !== 200) return;
    }
    if (attack.overlaps) await Promise.all([line.hear(), line.hear(), line.say('2'), line.say('2')]);
    else await line.say('1');
  }

  async #upgrade(attack: Of<'upgrade'>): Promise<void> {
    const line = await this.#openPolling(attack);
    const sid = attack.from % 4 === 0 ? this.#sid : line.sid;
    this.#sid = line.sid;
    for (let times = attack.twice ? 2 : 1; times > 0; times--) {
      const { socket } = await askForWebSocket(this.#url, `sid=${sid}`, this.#from(attack));
      const said = [...attack.probes, ...attack.says.flat()];
      const frames = said.map((part) => frameOf(part));
      await this.#write(socket, frames);
      await hangUp(socket);
    }
    await line.say('1');
  }

  async #http({ requests, from }: Of<'http'>): Promise<void> {
    const socket = dial(this.#url);
    const [address] = Object.entries(this.#from({ from })).map(([name, value]) => `${name}: ${value}`);
    const calls = requests.map((text) => Buffer.from(text.replace('Host: x', `Host: x\r\n${address}`)));
    await this.#write(socket, calls);
    await hangUp(socket);
  }

  /** A connection by polling that has said hello, and heard what was answered. */
  async #openPolling(attack: Of<'polling' | 'upgrade'>): Promise<Polling> {
    const { room, hello } = await this.#whoIs(attack);
    const line = await openPolling(this.#url, room, undefined, this.#from(attack));
    if (hello === null) return line;
    this.packets++;
    if ((await line.say(`40${hello}`)) === 200) await line.hear();
    return line;
  }

  /** The room that it comes to, and what it says of itself: null where that is nothing. */
  async #whoIs({ room, hello, from }: Of<'websocket' | 'polling' | 'upgrade'>) {
    this.#room ??= this.#openRoom();
    const { code, hostKey } = await this.#room;
    const rooms = { own: code, class: this.#classCode(), none: 'ZZZZZ' };
    if (typeof hello === 'object') return { room: rooms[room], hello: hello.auth };
    if (hello === 'nobody') return { room: rooms[room], hello: null };
    const seat = Math.floor(this.connections / attacksOnRoom) * keys + (from % keys);
    const key = hello === 'host' ? hostKey : seat.toString(16).padStart(32, '0');
    return { room: rooms[room], hello: JSON.stringify({ version: wireVersion, role: hello, key }) };
  }

  async #openRoom(): Promise<CreatedSession> {
    const config = { rounds: 5, beat: 0, names: 'free', turnSeconds: null };
    return createSession(this.#url, { config }, this.#from({ from: 0 }));
  }

  /** The address that the proxy would have seen: ever new ones, or limits would let nothing through after a minute. */
  #from({ from }: { from: number }): Record<string, string> {
    const school = Math.floor(this.connections / 20);
    return { 'x-forwarded-for': `10.${(school >> 8) & 255}.${school & 255}.${from}` };
  }

  /** Sends bytes until all are taken or the connection is closed; where it `isAsked` something, it waits for an answer. */
  async #write(socket: Socket, chunks: Buffer[], isAsked = false): Promise<void> {
    socket.setTimeout(patience, () => socket.destroy());
    for (const chunk of chunks) {
      if (socket.destroyed) return;
      this.packets++;
      if (!socket.write(chunk)) await heard(socket, 'drain');
    }
    if (isAsked) await heard(socket, 'data');
  }

  #keep(socket: Socket): void {
    socket.setTimeout(0).resume();
    this.#open.push(socket);
    if (this.#open.length > keptOpen) this.#open.shift()!.destroy();
  }
}

/** Says that nothing more comes, and waits until the server has read all of it and closed. */
async function hangUp(socket: Socket): Promise<void> {
  socket.setTimeout(patience, () => socket.destroy());
  socket.resume().end();
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** A packet as a body of polling bears it. */
function inBody(part: string | Buffer): string {
  return typeof part === 'string' ? part : `b${part.toString('base64')}`;
}
