/** Load generator process: opens rooms, plays them by a timetable, reports what it measured. */
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Classroom } from './classroom.ts';
import { createSessionFrom } from './create-session.ts';
import { Tally } from './tally.ts';

/** What a generator is asked, in this order. Times are milliseconds since 1970. */
export type Calls = typeof calls;
export type Asked = { [Call in keyof Calls]: { call: Call; of: Parameters<Calls[Call]>[0] } }[keyof Calls];
export type Answer<Call extends keyof Calls> = Awaited<ReturnType<Calls[Call]>>;

const tally = new Tally();
const classrooms: Classroom[] = [];

const calls = {
  /** @param load `players` of each room; `first` numbers them through all generators */
  async open({ url, players, first }: { url: string; players: number[]; first: number }): Promise<void> {
    for (const [index, count] of players.entries()) {
      const from = schoolAddress(first + index);
      const session = await createSessionFrom(url, from, { handRounds: null });
      classrooms.push(new Classroom(session, { url, code: session.code, from }, count, tally));
    }
  },

  /**
   * Seats the devices, of so many rooms at once.
   *
   * @returns for each device, milliseconds from the first connection of its room to its seat and view
   */
  async seat({ atOnce }: { atOnce: number }): Promise<number[]> {
    const joins: number[] = [];
    const waiting = [...classrooms];
    const work = async () => {
      for (let next; (next = waiting.shift()) !== undefined;) joins.push(...(await next.seat()));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return joins;
  },

  /** @returns what was counted, and `busy`: the share of the measured time in which this process had something to do */
  async play({ begin, end, from, to, every, spread }: Timetable) {
    const here = (time: number) => time - performance.timeOrigin;
    // classes do not begin in the same moment: in each moment of a period there is one that opens a step
    for (const [index, classroom] of classrooms.entries()) {
      const offset = (index / classrooms.length) * every;
      classroom.play({ begin: here(begin) + offset, every, spread, end: here(end) + offset });
    }
    await sleepUntil(from);
    const before = performance.eventLoopUtilization();
    tally.counts = true;
    await sleepUntil(to);
    tally.counts = false;
    const busy = performance.eventLoopUtilization(before).utilization;
    await sleepUntil(end + every);
    const faults = (await Promise.all(classrooms.map((classroom) => classroom.end()))).flat();
    const { frames, characters, acknowledgements, views, late } = tally;
    return { frames, characters, acknowledgements, views, late, busy, faults };
  },

  /** Looks for every acknowledged turn in the replays, a room after the other. */
  async check(_: null): Promise<{ turns: number; faults: string[] }> {
    let turns = 0;
    const faults: string[] = [];
    for (const classroom of classrooms) {
      classroom.close();
      const found = await classroom.check();
      turns += found.turns;
      faults.push(...found.faults);
    }
    return { turns, faults };
  },
};

interface Timetable {
  begin: number;
  every: number;
  spread: number;
  end: number;
  /** what is measured: from here, to there */
  from: number;
  to: number;
}

process.on('message', async ({ call, of }: Asked) => {
  const answer = calls[call] as (asked: typeof of) => Promise<unknown>;
  process.send!((await answer(of)) ?? null);
});

/** Each room is a school with an address of its own, so that no limit for one address is met. */
function schoolAddress(room: number): string {
  return `127.1.${room >> 8}.${room & 255}`;
}

const sleepUntil = (time: number) => setTimeout(Math.max(0, time - Date.now()));
