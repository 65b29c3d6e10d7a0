/** Kills the real server again and again while classes play, and holds every acknowledgement against what is on disk. */
import { setTimeout } from 'node:timers/promises';
import { ServerProcess } from '../support/process/server-process.ts';
import { Random } from '../support/random.ts';
import { Class, type Difference, type Plan } from '../support/class.ts';
import { inspect } from './disk.ts';
import { until } from '../support/until.ts';

export interface CrashPlan {
  seed: number;
  kills: number;
  signal: 'SIGKILL' | 'SIGTERM';
  classes: number;
  /** in each class */
  phones: number;
}

export interface CrashFigures {
  acknowledged: number;
  /** what was acknowledged and was not on disk after a kill, or at the end */
  lost: string[];
  /** turns that are in a log twice */
  doubled: string[];
  /** phones that do not show the end as the log has it */
  misled: string[];
  /** what SQLite found wrong with the file of a killed server */
  corrupt: string[];
  /** milliseconds from the listening socket to the last phone's view, after each kill that let them come back */
  back: number[];
}

/** How often the next kill does not wait for the phones to be back. */
const early = 0.2;

export async function crash({ seed, kills, signal, classes, phones }: CrashPlan): Promise<CrashFigures> {
  const random = new Random(seed);
  const figures: CrashFigures = { acknowledged: 0, lost: [], doubled: [], misled: [], corrupt: [], back: [] };
  const server = await ServerProcess.start();
  const plan: Plan = { urlOf: () => server.url, phones, thinks: () => random.between(20, 400) };
  const open = () => Promise.all(Array.from({ length: classes }, () => Class.play(server, plan)));
  const rooms = await open();
  try {
    for (let kill = 0; kill < kills; kill++) {
      await setTimeout(random.between(0, 1_000));
      await server.kill(signal);
      const handsets = rooms.flatMap((room) => room.handsets);
      // what had been acknowledged has been heard by now
      await until('every line is lost', () => handsets.every(({ phone }) => !phone.connection.canSpeak));
      await judgeDisk(server, rooms, figures);
      await server.start();
      const listening = performance.now();
      if (random.chance(early)) continue;
      await until('every phone is back', () => handsets.every(({ viewedAt }) => viewedAt > listening));
      figures.back.push(Math.max(...handsets.map(({ viewedAt }) => viewedAt)) - listening);
      if (rooms.some(({ isOver }) => isOver)) rooms.push(...(await open()));
    }
    figures.misled = (await Promise.all(rooms.map((room) => room.end()))).flat();
    for (const room of rooms) note(room.compare((await room.replay()).events), figures);
    figures.acknowledged = rooms.reduce((sum, room) => sum + room.acknowledged, 0);
    return figures;
  } finally {
    for (const room of rooms) room.close();
    await server.dispose();
  }
}

/** Holds what was acknowledged against what a server that has ended left on disk. */
async function judgeDisk(
  server: ServerProcess,
  rooms: readonly Class[],
  figures: CrashFigures,
): Promise<void> {
  const { corrupt, logs } = await inspect(
    server.folder,
    rooms.map(({ session }) => session.id),
  );
  figures.corrupt.push(...corrupt);
  rooms.forEach((room, index) => note(room.compare(logs[index]!), figures));
}

function note({ lost, doubled }: Difference, figures: CrashFigures): void {
  figures.lost.push(...lost);
  figures.doubled.push(...doubled);
}
