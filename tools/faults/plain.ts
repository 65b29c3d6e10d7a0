/** The same devices' lives on plain Socket.IO: what its delivery and its recovery come to on a bad Wi-Fi. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { io } from 'socket.io-client';
import { injectFaults, thinks, type WifiPlan } from '../../test/faults/wifi.ts';
import { together } from '../../test/support/dispose.ts';
import { proxiesTo } from '../../test/support/network/proxy.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';

export interface PlainFigures {
  cuts: number;
  /** turns that devices sent */
  sent: number;
  /** turns that are not on the server, and those that are there more than once */
  lost: number;
  doubled: number;
  /** devices that have not heard the turns of their room as the server has them, of how many */
  misled: number;
  devices: number;
}

/** Milliseconds without faults in which everything that will arrive does: longer than a heartbeat and its time-out. */
const quiet = 50_000;

export async function playPlain(plan: WifiPlan): Promise<PlainFigures> {
  const { seed, classes, devices, pollingOnly } = plan;
  await using server = await ServerProcess.start({ script: 'tools/faults/plain-server.ts' });
  using proxies = await proxiesTo(server.port, classes * devices, { pollingOnly });
  const thinking = thinks(seed);
  using all = together(
    proxies.map(({ url }, index) => new PlainDevice(url, roomOf(index), String(index), thinking)),
  );
  function roomOf(index: number): string {
    return `room ${Math.floor(index / devices)}`;
  }
  await Promise.all(all.map((device) => device.connected()));
  const cuts = await injectFaults(proxies, plan);
  for (const device of all) device.stop();
  await pause(quiet);
  const turns = await Promise.all(
    Array.from({ length: classes }, async (_, room) => {
      const response = await fetch(`${server.url}/?room=${encodeURIComponent(`room ${room}`)}`);
      return (await response.json()) as string[];
    }),
  );
  const kept = new Set(turns.flat());
  const sent = all.flatMap((device) => device.sent);
  const misled = all.filter(
    ({ heard }, index) => !isDeepStrictEqual(heard, turns[Math.floor(index / devices)]),
  );
  return {
    cuts,
    sent: sent.length,
    lost: sent.filter((turn) => !kept.has(turn)).length,
    doubled: turns.flat().length - kept.size,
    misled: misled.length,
    devices: all.length,
  };
}

/** A device that sends turn after turn, as the guide says that clients should: with retries. */
class PlainDevice implements Disposable {
  readonly sent: string[] = [];
  readonly heard: string[] = [];
  readonly #socket: ReturnType<typeof io>;
  readonly #name: string;
  readonly #think: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, room: string, name: string, think: () => number) {
    this.#name = name;
    this.#think = think;
    this.#socket = io(url, { query: { room }, forceNew: true, ackTimeout: 5_000, retries: 3 });
    this.#socket.on('turn', (turn: string) => this.heard.push(turn));
    this.#plan();
  }

  async connected(): Promise<void> {
    if (!this.#socket.connected) await new Promise<void>((resolve) => this.#socket.once('connect', resolve));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
    this.#socket.disconnect();
  }

  #plan(): void {
    this.#timer = setTimeout(() => {
      const turn = `${this.#name}/${this.sent.length}`;
      this.sent.push(turn);
      this.#socket.emit('turn', turn);
      this.#plan();
    }, this.#think());
  }
}
