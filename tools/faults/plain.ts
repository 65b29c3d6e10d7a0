/** The same phones' lives on plain Socket.IO: what its delivery and its recovery come to on a bad Wi-Fi. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { io } from 'socket.io-client';
import { sum } from '../bench/percentiles.ts';
import { Random } from '../../test/support/random.ts';
import { wayTo } from '../../test/support/network/proxy.ts';
import { inject, thinks, type WifiPlan } from '../../test/faults/wifi.ts';

export interface PlainFigures {
  cuts: number;
  /** turns that phones said */
  said: number;
  /** turns that are not on the server, and those that are there more than once */
  lost: number;
  doubled: number;
  /** phones that have not heard the turns of their room as the server has them, of how many */
  misled: number;
  phones: number;
}

/** Milliseconds of peace in which everything that will arrive does: longer than a heartbeat and its time-out. */
const peace = 50_000;

export async function playPlain(plan: WifiPlan): Promise<PlainFigures> {
  const { seed, classes, phones, seconds, pollingOnly } = plan;
  const server = spawn(process.execPath, ['tools/faults/plain-server.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(server.stdout, 'data')) as [Buffer];
  const port = Number(String(printed));
  const proxies = await wayTo(port, classes * phones, { pollingOnly });
  const think = thinks(new Random(seed));
  const all = proxies.map((proxy, index) => {
    const room = `room ${Math.floor(index / phones)}`;
    return new PlainPhone(proxy.url, room, String(index), think);
  });
  try {
    await Promise.all(all.map((phone) => phone.connected()));
    const cuts = await Promise.all(
      proxies.map((proxy, index) => inject(proxy, new Random(seed + index), seconds)),
    );
    for (const phone of all) phone.stop();
    await pause(peace);
    const rooms = await Promise.all(
      Array.from({ length: classes }, (_, room) => turnsOf(port, `room ${room}`)),
    );
    const kept = new Set(rooms.flat());
    const said = all.flatMap((phone) => phone.said);
    return {
      cuts: sum(cuts),
      said: said.length,
      lost: said.filter((turn) => !kept.has(turn)).length,
      doubled: rooms.flat().length - kept.size,
      misled: all.filter((phone, index) => !isDeepStrictEqual(phone.heard, rooms[Math.floor(index / phones)]))
        .length,
      phones: all.length,
    };
  } finally {
    for (const phone of all) phone.stop();
    for (const phone of all) phone.socket.disconnect();
    for (const proxy of proxies) proxy.close();
    server.kill();
  }
}

/** A phone that says turn after turn, as the guide says that clients should: with retries. */
class PlainPhone {
  readonly said: string[] = [];
  readonly heard: string[] = [];
  readonly socket: ReturnType<typeof io>;
  readonly #name: string;
  readonly #think: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, room: string, name: string, think: () => number) {
    this.#name = name;
    this.#think = think;
    this.socket = io(url, { query: { room }, forceNew: true, ackTimeout: 5_000, retries: 3 });
    this.socket.on('turn', (turn: string) => this.heard.push(turn));
    this.#plan();
  }

  async connected(): Promise<void> {
    if (!this.socket.connected) await new Promise<void>((resolve) => this.socket.once('connect', resolve));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #plan(): void {
    this.#timer = setTimeout(() => {
      const turn = `${this.#name}/${this.said.length}`;
      this.said.push(turn);
      this.socket.emit('turn', turn);
      this.#plan();
    }, this.#think());
  }
}

async function turnsOf(port: number, room: string): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/?room=${encodeURIComponent(room)}`);
  return (await response.json()) as string[];
}
