/** A Wi-Fi that drops every device repeatedly: every turn arrives, and every view is right. */
import { setTimeout } from 'node:timers/promises';
import { Class } from '../support/class.ts';
import { together } from '../support/dispose.ts';
import { faults, proxiesTo, type Proxy, type WebSocketPolicy } from '../support/network/proxy.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { Random } from '../support/random.ts';

export interface WifiPlan {
  seed: number;
  classes: number;
  /** in each class */
  devices: number;
  /** for how long there are faults, and how long a turn may take */
  seconds: number;
  turnSeconds: number;
  /** what the proxy before each device does, drawn of these */
  webSockets: readonly WebSocketPolicy[];
}

/** How long a device is without the network. */
const goneFor = 2_000;

/** Lets each device be gone about every 15 s. @returns how often they were */
export async function injectFaults(
  proxies: readonly Proxy[],
  { seed, seconds }: Pick<WifiPlan, 'seed' | 'seconds'>,
): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  const cuts = proxies.map(async (proxy, index) => {
    const random = new Random(seed + index);
    for (let cuts = 0; ; cuts++) {
      const untilNext = random.between(0, cuts === 0 ? 15_000 : 26_000);
      if (performance.now() + untilNext + goneFor > end) return cuts;
      await setTimeout(untilNext);
      proxy.inject(random.pick(faults));
      await setTimeout(goneFor);
      proxy.heal();
    }
  });
  return (await Promise.all(cuts)).reduce((sum, count) => sum + count, 0);
}

/** Milliseconds that a student takes for a turn. */
export function thinks(seed: number): () => number {
  const random = new Random(seed);
  return () => random.between(1_000, 5_000);
}

/**
 * @returns beside the outcome `cuts`: how often a device lost its connection; `catchUps`: milliseconds from each opening
 * of a connection but a device's first to the first view on it
 */
export async function playOnWifi(plan: WifiPlan) {
  const { seed, classes, devices, turnSeconds, webSockets } = plan;
  await using server = await ServerProcess.start();
  const policies = new Random(seed);
  using proxies = await proxiesTo(server.port, classes * devices, () => ({
    webSocket: policies.pick(webSockets),
  }));
  const thinking = thinks(seed);
  using rooms = together(
    await Class.playAll(classes, server, (room) => ({
      urlOf: (device) => proxies[room * devices + device]!.url,
      devices,
      thinks: thinking,
      config: { beat: 800, turnSeconds },
    })),
  );
  const cuts = await injectFaults(proxies, plan);
  const outcome = await Class.endAll(rooms);
  const catchUps = rooms.flatMap((room) => room.devices.flatMap((device) => device.catchUps.slice(1)));
  return { ...outcome, cuts, catchUps };
}
