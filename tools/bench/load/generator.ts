/** One process of the load: it opens its rooms, plays them by a timetable, and tells what it has seen. */
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { CreatedSession } from '../../../shared/wire/http.ts';
import { Classroom } from './classroom.ts';
import { Tally } from './tally.ts';

/** What a generator is asked, in this order. Times are milliseconds since 1970. */
export type Asked =
  /** `players` of each room; `first` numbers them through all generators */
  | { type: 'open'; url: string; players: number[]; first: number }
  | { type: 'seat'; atOnce: number }
  | { type: 'play'; begin: number; every: number; spread: number; end: number; from: number; to: number }
  | { type: 'check' };

export interface Opened {
  type: 'opened';
}

export interface Seated {
  type: 'seated';
  /** for each device, milliseconds from the first connection of its room to its seat and view */
  joins: number[];
}

export interface Played {
  type: 'played';
  frames: Tally['frames'];
  characters: number;
  acknowledgements: number[];
  views: number[];
  late: number;
  /** the share of the measured time in which this process had something to do, 0 to 1 */
  busy: number;
  faults: string[];
}

export interface Checked {
  type: 'checked';
  turns: number;
  faults: string[];
}

const tally = new Tally();
const classrooms: Classroom[] = [];

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (told) => process.send!(told),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function answer(asked: Asked): Promise<Opened | Seated | Played | Checked> {
  switch (asked.type) {
    case 'open':
      return open(asked);
    case 'seat':
      return seat(asked);
    case 'play':
      return play(asked);
    case 'check':
      return check();
    default:
      return asked satisfies never;
  }
}

async function open({ url, players, first }: Asked & { type: 'open' }): Promise<Opened> {
  for (const [index, count] of players.entries()) {
    const from = schoolAddress(first + index);
    const session = await createSession(url, from);
    const address = { url, code: session.code, from };
    classrooms.push(new Classroom(session, address, count, tally));
  }
  return { type: 'opened' };
}

/** Seats the devices, of so many rooms at once. */
async function seat({ atOnce }: Asked & { type: 'seat' }): Promise<Seated> {
  const joins: number[] = [];
  const waiting = [...classrooms];
  const work = async () => {
    for (let next; (next = waiting.shift()) !== undefined;) joins.push(...(await next.seat()));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { type: 'seated', joins };
}

async function play({ begin, end, from, to, every, spread }: Asked & { type: 'play' }): Promise<Played> {
  const here = (time: number) => time - performance.timeOrigin;
  // classes do not begin in the same moment: in each moment of a period there is one that opens a step
  for (const [index, classroom] of classrooms.entries()) {
    const offset = (index / classrooms.length) * every;
    classroom.play({ begin: here(begin) + offset, every, spread, end: here(end) + offset });
  }
  await sleepUntil(from);
  const before = performance.eventLoopUtilization();
  tally.start();
  await sleepUntil(to);
  tally.stop();
  const busy = performance.eventLoopUtilization(before).utilization;
  await sleepUntil(end + every);
  const faults = (await Promise.all(classrooms.map((classroom) => classroom.end()))).flat();
  const { frames, characters, acknowledgements, views, late } = tally;
  return { type: 'played', frames, characters, acknowledgements, views, late, busy, faults };
}

/** Looks for every acknowledged turn in the replays, a room after the other. */
async function check(): Promise<Checked> {
  let turns = 0;
  const faults: string[] = [];
  for (const classroom of classrooms) {
    classroom.close();
    const found = await classroom.check();
    turns += found.turns;
    faults.push(...found.faults);
  }
  return { type: 'checked', turns, faults };
}

/** Each room is a school with an address of its own, so that no limit for one address is met. */
function schoolAddress(room: number): string {
  return `127.1.${room >> 8}.${room & 255}`;
}

function createSession(url: string, from: string): Promise<CreatedSession> {
  const body = JSON.stringify({ title: 'Under load', config: { handRounds: null } });
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', localAddress: from, headers: { 'content-type': 'application/json' } };
    const call = request(`${url}/api/sessions`, options, async (response) => {
      const text = (await response.toArray()).join('');
      if (response.statusCode === 201) resolve(JSON.parse(text) as CreatedSession);
      else reject(new Error(`no room was opened: ${text}`));
    });
    call.on('error', reject).end(body);
  });
}

function sleepUntil(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, time - Date.now())));
}
