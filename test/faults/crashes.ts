/** Crash test: kills the real server repeatedly during play, and checks every acknowledgement against the disk. */
import { setTimeout } from 'node:timers/promises';
import { Class, type Outcome, type Plan } from '../support/class.ts';
import { together } from '../support/dispose.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { Random } from '../support/random.ts';
import { until } from '../support/until.ts';
import { checkDisk } from './disk.ts';

export interface CrashPlan {
  seed: number;
  kills: number;
  signal: 'SIGKILL' | 'SIGTERM';
  classes: number;
  /** in each class */
  devices: number;
}

/** What was acknowledged is held against the disk after each kill, and against the log at the end. */
export interface CrashFigures extends Outcome {
  /** what SQLite found wrong with the file of a killed server */
  corrupt: string[];
  /** milliseconds from the listening socket to the last device's view, after each kill that let them come back */
  back: number[];
}

/** How often the next kill does not wait for the devices to be back. */
const early = 0.2;

export async function crash({ seed, kills, signal, classes, devices }: CrashPlan): Promise<CrashFigures> {
  const random = new Random(seed);
  const left: Awaited<ReturnType<typeof checkDisk>>[] = [];
  const back: number[] = [];
  await using server = await ServerProcess.start();
  const plan: Plan = { devices, thinks: () => random.between(20, 400) };
  const open = () => Class.playAll(classes, server, () => plan);
  using rooms = together(await open());
  for (let kill = 0; kill < kills; kill++) {
    await setTimeout(random.between(0, 1_000));
    await server.kill(signal);
    left.push(await checkDisk(server.folder, rooms));
    await server.start();
    const listening = performance.now();
    if (random.chance(early)) continue;
    const all = rooms.flatMap((room) => room.devices);
    await until('every device is back', () => all.every(({ viewedAt }) => viewedAt > listening));
    back.push(Math.max(...all.map(({ viewedAt }) => viewedAt)) - listening);
    if (rooms.some(({ isOver }) => isOver)) rooms.push(...(await open()));
  }
  const end = await Class.endAll(rooms);
  return {
    ...end,
    back,
    lost: [...left.flatMap(({ lost }) => lost), ...end.lost],
    doubled: [...left.flatMap(({ doubled }) => doubled), ...end.doubled],
    corrupt: left.flatMap(({ corrupt }) => corrupt),
  };
}
