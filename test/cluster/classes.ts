/** Classes that play on several servers, what befalls these in the middle, and how the classes have come through it. */
import { Class, type Door } from '../support/class.ts';
import type { Handset } from '../support/device.ts';
import { until } from '../support/until.ts';

export interface Setting {
  /** where the hosts are */
  door: Door;
  /** where the phones are let in */
  url: string;
  classes: number;
  /** in each class */
  phones: number;
  /** gives the milliseconds that a pupil takes for a turn */
  thinks: () => number;
}

export interface Outcome {
  acknowledged: number;
  /** what was acknowledged and is not in the log */
  lost: string[];
  /** turns that are in a log twice */
  doubled: string[];
  /** seqs that a log should have and has not */
  gaps: number[];
  /** phones that do not show the end as the log has it */
  misled: string[];
  /** milliseconds from the blow to the next view, of each phone that lost its line by it */
  back: number[];
}

/**
 * Plays until every phone has had turns before and after the blow, and ends the games.
 *
 * @param blow befalls the servers while all phones have turns
 */
export async function play(
  setting: Setting,
  blow: (rooms: readonly Class[]) => Promise<void>,
): Promise<Outcome> {
  const { door, url, phones, thinks } = setting;
  const opening = Array.from({ length: setting.classes }, () =>
    Class.play(door, { urlOf: () => url, phones, thinks }),
  );
  const rooms = await Promise.all(opening);
  try {
    const handsets = rooms.flatMap((room) => room.handsets);
    await everyonePlays(handsets);
    const lines = watchLines(handsets);
    await blow(rooms);
    await everyonePlays(handsets);
    const back = await lines.end();
    const misled = (await Promise.all(rooms.map((room) => room.end()))).flat();
    const logs = await Promise.all(rooms.map(async (room) => (await room.replay()).events));
    const differences = rooms.map((room, index) => room.compare(logs[index]!));
    return {
      acknowledged: rooms.reduce((sum, room) => sum + room.acknowledged, 0),
      lost: differences.flatMap(({ lost }) => lost),
      doubled: differences.flatMap(({ doubled }) => doubled),
      gaps: logs.flatMap((log) => log.flatMap(({ seq }, index) => (seq === index + 1 ? [] : [index + 1]))),
      misled,
      back,
    };
  } finally {
    for (const room of rooms) room.close();
  }
}

/** Resolves when every phone has had two more turns acknowledged. */
async function everyonePlays(handsets: readonly Handset[]): Promise<void> {
  const granted = ({ answers }: Handset) => answers.filter(({ reply }) => reply.ok).length;
  const before = handsets.map(granted);
  await until('every phone plays', () =>
    handsets.every((handset, index) => granted(handset) >= before[index]! + 2),
  );
}

/** Notes who loses the line from now on, and after how many milliseconds each is shown something again. */
function watchLines(handsets: readonly Handset[]): { end: () => Promise<number[]> } {
  const began = performance.now();
  const lostAt = new Map<Handset, number>();
  const back = new Map<Handset, number>();
  const look = (handset: Handset) => {
    const lost = lostAt.get(handset);
    if (!handset.phone.connection.canSpeak) {
      lostAt.set(handset, performance.now());
      back.delete(handset);
    } else if (lost !== undefined && !back.has(handset) && handset.viewedAt > lost)
      back.set(handset, handset.viewedAt - began);
  };
  const looking = setInterval(() => handsets.forEach(look), 5);
  return {
    async end() {
      await until('everyone is back', () => back.size === lostAt.size);
      clearInterval(looking);
      return [...back.values()];
    },
  };
}
