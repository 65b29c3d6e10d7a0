/** Classes on several servers, a fault in the middle of their games, and the outcome. */
import { Class, type Entrance, type Outcome } from '../support/class.ts';
import { together } from '../support/dispose.ts';
import type { PlayingDevice } from '../support/playing-device.ts';
import { until } from '../support/until.ts';

export interface Setting {
  /** where the hosts are */
  entrance: Entrance;
  /** where the devices are let in */
  url: string;
  classes: number;
  /** in each class */
  devices: number;
  /** gives the milliseconds that a student takes for a turn */
  thinks: () => number;
}

export interface ClusterOutcome extends Outcome {
  /** milliseconds from the fault to the next view, of each device that lost its connection by it */
  back: number[];
}

/**
 * Plays until every device has had turns before and after the fault, and ends the games.
 *
 * @param fault befalls the servers while all devices have turns
 */
export async function play(
  { entrance, url, classes, devices, thinks }: Setting,
  fault: (rooms: readonly Class[]) => Promise<void> = async () => {},
): Promise<ClusterOutcome> {
  const plan = { urlOf: () => url, devices, thinks };
  using rooms = together(await Class.playAll(classes, entrance, () => plan));
  const all = rooms.flatMap((room) => room.devices);
  await everyonePlays(all);
  const everyoneIsBack = watchConnections(all);
  await fault(rooms);
  await everyonePlays(all);
  const back = await everyoneIsBack();
  return { ...(await Class.endAll(rooms)), back };
}

/** A fault of the database that all servers share, of which nobody can play until it is repaired. */
export interface Outage {
  /** `performance.now()` */
  began: number;
  ended: number;
}

/**
 * Plays through faults of the database, and ends the games.
 *
 * @param faults each befalls the database while all devices have turns
 * @param begun is called when all games have begun
 * @returns as `back` the milliseconds from each fault to the next turn that each device was granted
 */
export async function playThrough(
  { entrance, url, classes, devices, thinks }: Setting,
  faults: Iterable<() => Promise<Outage>>,
  begun: (rooms: readonly Class[]) => void = () => {},
): Promise<ClusterOutcome> {
  const plan = { urlOf: () => url, devices, thinks };
  using rooms = together(await Class.playAll(classes, entrance, () => plan));
  const all = rooms.flatMap((room) => room.devices);
  const back: number[] = [];
  begun(rooms);
  for (const fault of faults) {
    await everyonePlays(all);
    const { began, ended } = await fault();
    const next = ({ answers }: PlayingDevice) => answers.find(({ at, reply }) => at > ended && reply.ok)?.at;
    await until('every device is granted a turn again', () =>
      all.every((device) => next(device) !== undefined),
    );
    back.push(...all.map((device) => next(device)! - began));
  }
  await everyonePlays(all);
  return { ...(await Class.endAll(rooms)), back };
}

/** Resolves when every device has had two more turns acknowledged. */
async function everyonePlays(devices: readonly PlayingDevice[]): Promise<void> {
  const granted = ({ answers }: PlayingDevice) => answers.filter(({ reply }) => reply.ok).length;
  const before = devices.map(granted);
  await until('every device plays', () =>
    devices.every((device, index) => granted(device) >= before[index]! + 2),
  );
}

/** Notes who loses the connection from now on, and after how many milliseconds each is shown something again. */
function watchConnections(devices: readonly PlayingDevice[]): () => Promise<number[]> {
  const began = performance.now();
  const lostAt = new Map<PlayingDevice, number>();
  const back = new Map<PlayingDevice, number>();
  const look = (device: PlayingDevice) => {
    const lost = lostAt.get(device);
    if (!device.page.connection.canSend) {
      lostAt.set(device, performance.now());
      back.delete(device);
    } else if (lost !== undefined && !back.has(device) && device.viewedAt > lost)
      back.set(device, device.viewedAt - began);
  };
  const looking = setInterval(() => devices.forEach(look), 5);
  return async () => {
    await until('everyone is back', () => back.size === lostAt.size);
    clearInterval(looking);
    return [...back.values()];
  };
}
