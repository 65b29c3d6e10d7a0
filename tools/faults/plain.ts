/** The same devices on plain Socket.IO: its delivery and recovery on a bad Wi-Fi. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { io } from 'socket.io-client';
import { injectFaults, thinks, type WifiPlan } from '../../test/faults/wifi.ts';
import { together } from '../../test/support/dispose.ts';
import { proxiesTo } from '../../test/support/network/proxy.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';

/** Milliseconds without faults in which everything that will arrive does: longer than a heartbeat and its time-out. */
const quiet = 50_000;

export async function playPlain(plan: WifiPlan) {
  const { seed, classes, devices, webSockets } = plan;
  await using server = await ServerProcess.start({ script: 'tools/faults/plain-server.ts' });
  using proxies = await proxiesTo(server.port, classes * devices, () => ({ webSocket: webSockets[0]! }));
  const thinking = thinks(seed);
  using all = together(
    proxies.map(({ url }, index) => playPlainly(url, roomOf(index), String(index), thinking)),
  );
  function roomOf(index: number): string {
    return `room ${Math.floor(index / devices)}`;
  }
  await Promise.all(all.map((device) => device.connected));
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
    /** turns that are not on the server, and those that are there more than once */
    lost: sent.filter((turn) => !kept.has(turn)).length,
    doubled: turns.flat().length - kept.size,
    /** devices that have not heard the turns of their room as the server has them, of how many */
    misled: misled.length,
    devices: all.length,
  };
}

/** A device that sends turn after turn, as the guide says that clients should: with retries. */
function playPlainly(url: string, room: string, name: string, think: () => number) {
  const sent: string[] = [];
  const heard: string[] = [];
  const socket = io(url, { query: { room }, forceNew: true, ackTimeout: 5_000, retries: 3 });
  socket.on('turn', (turn: string) => heard.push(turn));
  let timer: ReturnType<typeof setTimeout>;
  const plan = () => {
    timer = setTimeout(() => {
      const turn = `${name}/${sent.length}`;
      sent.push(turn);
      socket.emit('turn', turn);
      plan();
    }, think());
  };
  const stop = () => clearTimeout(timer);
  plan();
  return {
    sent,
    heard,
    connected: new Promise<void>((resolve) => socket.once('connect', resolve)),
    stop,
    [Symbol.dispose](): void {
      stop();
      socket.disconnect();
    },
  };
}
