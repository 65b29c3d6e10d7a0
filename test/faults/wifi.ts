/** Two minutes on a Wi-Fi that loses every phone again and again: do all turns get there, and is every view right? */
import { setTimeout } from 'node:timers/promises';
import { sum } from '../../tools/bench/percentiles.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { Random } from '../support/random.ts';
import { Class } from '../support/class.ts';
import { faults, wayTo, type Proxy } from '../support/network/proxy.ts';

export interface WifiPlan {
  seed: number;
  classes: number;
  /** in each class */
  phones: number;
  /** for how long there is fault, and how long a turn may take */
  seconds: number;
  turnSeconds: number;
  pollingOnly: boolean;
}

export interface WifiFigures {
  /** how often a phone lost its line */
  cuts: number;
  acknowledged: number;
  lost: string[];
  doubled: string[];
  /** phones that do not show the end as the log has it */
  misled: string[];
  /** milliseconds from each opening of a line but a phone's first to the first view on it */
  catchUps: number[];
}

/** How long a phone is without the network. */
const goneFor = 2_000;

/** A phone's life on this Wi-Fi: gone about every 15 s. @returns how often */
export async function inject(proxy: Proxy, random: Random, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  for (let cuts = 0; ; cuts++) {
    const untilNext = random.between(0, cuts === 0 ? 15_000 : 26_000);
    if (performance.now() + untilNext + goneFor > end) return cuts;
    await setTimeout(untilNext);
    proxy.inject(random.pick(faults));
    await setTimeout(goneFor);
    proxy.heal();
  }
}

/** Milliseconds that a pupil takes for a turn. */
export const thinks = (random: Random) => () => random.between(1_000, 5_000);

export async function playOnWifi(plan: WifiPlan): Promise<WifiFigures> {
  const { seed, classes, phones, seconds, turnSeconds, pollingOnly } = plan;
  const server = await ServerProcess.start();
  const proxies = await wayTo(server.port, classes * phones, { pollingOnly });
  const random = new Random(seed);
  const rooms = await Promise.all(
    Array.from({ length: classes }, (_, room) =>
      Class.play(server, {
        urlOf: (phone) => proxies[room * phones + phone]!.url,
        phones,
        thinks: thinks(random),
        config: { beat: 800, turnSeconds },
      }),
    ),
  );
  try {
    const cuts = await Promise.all(
      proxies.map((proxy, phone) => inject(proxy, new Random(seed + phone), seconds)),
    );
    const misled = await Promise.all(rooms.map((room) => room.end()));
    const differences = await Promise.all(
      rooms.map(async (room) => room.compare((await room.replay()).events)),
    );
    return {
      cuts: sum(cuts),
      acknowledged: sum(rooms.map(({ acknowledged }) => acknowledged)),
      lost: differences.flatMap(({ lost }) => lost),
      doubled: differences.flatMap(({ doubled }) => doubled),
      misled: misled.flat(),
      catchUps: rooms.flatMap(({ handsets }) => handsets.flatMap(({ catchUps }) => catchUps.slice(1))),
    };
  } finally {
    for (const room of rooms) room.close();
    for (const proxy of proxies) proxy.close();
    await server.dispose();
  }
}
