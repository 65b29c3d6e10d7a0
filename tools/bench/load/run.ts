/** One load run: a server on its core, the load on the others; refused where it cannot count. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { metricsAt } from '../../../test/support/api.ts';
import type { ServerProcess } from '../../../test/support/process/server-process.ts';
import type { Answer, Calls } from './generator.ts';
import { percentiles, sum } from '../../statistics.ts';
import { loadCores, onCores, startSubject, usedBy } from './subject.ts';
import type { Tally } from './tally.ts';

export interface Load {
  /** players of each room */
  rooms: number[];
  /** milliseconds in which each device has one turn */
  every: number;
  /** seconds that are measured */
  seconds: number;
  /** processes of the load */
  processes: number;
  /** how many rooms come in at once */
  atOnce: number;
}

export interface Server {
  /** path of its script */
  script: string;
  env?: Record<string, string>;
  /** whether it is the game: its acknowledged turns are looked for in its replays */
  isGame: boolean;
}

/** Milliseconds are of time, seconds of the processor where it says so. */
export type Result = Awaited<ReturnType<typeof measure>>;

const mostBusy = 0.85;
/** Periods before the measured time: the first ones are everybody's first. */
const warmUp = 2;
/** Milliseconds in which a step has to end, open the next one and show it, beside the beat. */
const slack = 400;
const beat = 800;

/** @throws with why, where the run does not count */
export async function run(server: Server, load: Load): Promise<Result> {
  await using subject = await startSubject(server.script, server.env);
  const generators = Array.from({ length: load.processes }, () => startGenerator());
  try {
    return await measure(subject, generators, server, load);
  } finally {
    for (const generator of generators) generator.kill();
  }
}

async function measure(subject: ServerProcess, generators: ChildProcess[], { isGame }: Server, load: Load) {
  const { rooms, every, seconds, atOnce } = load;
  const devices = sum(rooms);
  const empty = usedBy(subject);
  await openRooms(subject, generators, rooms);
  const opened = usedBy(subject);
  const began = performance.now();
  const share = Math.ceil(atOnce / generators.length);
  const seating = generators.map((one) => ask(one, 'seat', { atOnce: share }));
  const joins = (await Promise.all(seating)).flat();
  const seatedIn = (performance.now() - began) / 1000;
  const cpuPerJoin = ((usedBy(subject).cpu - opened.cpu) * 1000) / devices;
  await setTimeout(2_000);
  const full = usedBy(subject);

  const begin = Date.now() + 500;
  const from = begin + warmUp * every;
  const to = from + seconds * 1000;
  const spread = every - beat - slack;
  // the last turn is due then, and the step after it not yet: a game that is stopped in between has no loose ends
  const end = begin + Math.ceil((to - begin) / every) * every + spread;
  const playing = generators.map((one) => ask(one, 'play', { begin, every, spread, end, from, to }));
  const window = await sample(subject, from, to);
  const told = await Promise.all(playing);
  refuseWhere(told.flatMap(({ faults }) => faults));
  const busy = Math.max(...told.map((one) => one.busy));
  if (busy > mostBusy)
    throw new Error(`the load was busy for ${(busy * 100).toFixed(0)} % of the time: use more processes`);
  const checked = isGame ? await Promise.all(generators.map((one) => ask(one, 'check', null))) : [];
  refuseWhere(checked.flatMap(({ faults }) => faults));

  const acknowledgements = told.flatMap((one) => one.acknowledgements);
  const turns = acknowledgements.length;
  const frames = (kind: keyof Tally['frames']) => sum(told.map((one) => one.frames[kind])) / turns;
  const [answers, views, events] = [frames('answers'), frames('views'), frames('events')];
  return {
    devices,
    rooms: rooms.length,
    joins: percentiles(joins),
    /** seconds until all were seated, and what of the processor that took for each, in milliseconds */
    seatedIn,
    cpuPerJoin,
    turnsPerSecond: turns / seconds,
    acknowledgement: percentiles(acknowledgements),
    view: percentiles(told.flatMap((one) => one.views)),
    /** turns whose view came after they were due: how late is in their acknowledgement */
    late: sum(told.map((one) => one.late)),
    /** what the server sent for a turn: answers, views and events; beside them the heartbeat */
    framesPerTurn: { answers, views, events, all: answers + views + events, pings: frames('pings') },
    bytesPerTurn: sum(told.map((one) => one.characters)) / turns,
    /** microseconds of the processor */
    cpuPerTurn: (window.cpu * 1e6) / turns,
    /** share of its core that the server used */
    cpu: window.cpu / seconds,
    /** p99 and max in milliseconds, and transactions a second; null where a server has no metrics */
    loopDelay: window.loopDelay,
    commitsPerSecond: window.commits === null ? null : window.commits / seconds,
    /** bytes for each device, once all are seated and nothing happens; and of the process at the end */
    rssPerPhone: (full.rss - empty.rss) / devices,
    rss: usedBy(subject).rss,
    /** the busiest process of the load, 0 to 1 */
    busy,
    /** acknowledged turns that were found in the replays; null where there are none */
    checked: isGame ? sum(checked.map((one) => one.turns)) : null,
  };
}

/** Deals the rooms out to the generators, which open them. */
async function openRooms(subject: ServerProcess, generators: ChildProcess[], rooms: number[]): Promise<void> {
  let first = 0;
  const opening = generators.map((generator, index) => {
    const players = rooms.filter((_, room) => room % generators.length === index);
    const asked = { url: subject.url, players, first };
    first += players.length;
    return ask(generator, 'open', asked);
  });
  await Promise.all(opening);
}

/** What the server used and measured of itself between two times. */
async function sample(subject: ServerProcess, from: number, to: number) {
  await setTimeout(from - Date.now());
  const before = { ...usedBy(subject), says: await metricsAt(subject.url) };
  await setTimeout(to - Date.now());
  const after = { ...usedBy(subject), says: await metricsAt(subject.url) };
  const commits = after.says('telephone_commit_seconds_count');
  const p99 = after.says('nodejs_eventloop_lag_p99_seconds');
  const max = after.says('nodejs_eventloop_lag_max_seconds');
  return {
    cpu: after.cpu - before.cpu,
    commits: commits === null ? null : commits - (before.says('telephone_commit_seconds_count') ?? 0),
    loopDelay: p99 === null || max === null ? null : { p99: p99 * 1000, max: max * 1000 },
  };
}

function startGenerator(): ChildProcess {
  const script = join(import.meta.dirname, 'generator.ts');
  const [execPath, ...execArgv] = [...onCores(loadCores), process.execPath];
  return fork(script, { serialization: 'advanced', execPath: execPath!, execArgv });
}

/** Asks a generator for something, and waits for its answer. */
async function ask<Call extends keyof Calls>(
  generator: ChildProcess,
  call: Call,
  of: Parameters<Calls[Call]>[0],
): Promise<Answer<Call>> {
  generator.send({ call, of });
  const ended = once(generator, 'exit').then(() => {
    throw new Error('a process of the load has ended');
  });
  const [told] = (await Promise.race([once(generator, 'message'), ended])) as [Answer<Call>];
  return told;
}

function refuseWhere(faults: string[]): void {
  const first = faults.slice(0, 3).join('; ');
  if (faults.length > 0)
    throw new Error(`the run does not count: ${faults.length} faults, the first: ${first}`);
}
