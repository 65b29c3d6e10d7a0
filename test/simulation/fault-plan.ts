/** How rough a run is: drawn once from its seed, so that some are calm and some are anything but. */
import type { Config } from '../../shared/session/config.ts';
import type { Random } from '../support/random.ts';

export interface FaultPlan {
  servers: number;
  students: number;
  /** milliseconds after which all fault ends */
  faultsFor: number;
  /** the longest that a message takes, in milliseconds */
  latency: number;
  /** the longest that the store takes in each direction */
  storeLatency: number;
  /** how often a call to the store is refused, ends the server on its way, or has its result lost */
  storeFaults: number;
  /** whether a store that gives no answer is asked again, as PostgreSQL is; or is not trusted any more */
  storeComesBack: boolean;
  /** how often a page gets to the second server, though the first one is there */
  wander: number;
  /** how often a hint of the store is lost */
  lostHints: number;
  /** milliseconds between two troubles of one student, on average; the same for servers */
  studentFaultEvery: number;
  serverFaultEvery: number;
  /** by how much a server's clock is off, at most */
  serverClock: number;
  config: Partial<Config>;
}

export function drawFaultPlan(random: Random, seed: number): FaultPlan {
  return {
    servers: random.pick([1, 2]),
    students: random.whole(1, 9),
    faultsFor: random.between(15_000, 120_000),
    latency: random.pick([5, 80, 80, 600]),
    storeLatency: random.pick([1, 1, 20, 300, 700]),
    storeFaults: random.pick([0, 0, 0.002, 0.02]),
    storeComesBack: seed % 2 === 0,
    wander: random.pick([0.1, 0.5]),
    lostHints: random.pick([0, 0.1, 1]),
    studentFaultEvery: random.pick([4_000, 15_000, 60_000]),
    serverFaultEvery: random.pick([5_000, 30_000, 1e9]),
    serverClock: random.pick([0, 0, 50, 3_600_000]),
    config: drawConfig(random),
  };
}

function drawConfig(random: Random): Partial<Config> {
  return {
    play: random.pick(['relay', 'teams', 'everyone', 'everyone'] as const),
    teams: random.whole(2, 4),
    textLength: random.whole(1, 6),
    rounds: random.whole(1, 8),
    handRounds: random.pick([null, null, 0, 1, 3, 6]),
    regime: random.pick([
      { kind: 'replace' },
      { kind: 'replace' },
      { kind: 'accumulate' },
      { kind: 'mix', fresh: 0.2 },
    ] as const),
    writing: random.pick(['throw', 'throw', 'type'] as const),
    turnSeconds: random.pick([3, 5, 10, 20, null]),
    pace: random.pick(['auto', 'auto', 'manual'] as const),
    beat: random.pick([0, 300, 800]),
    names: random.pick(['generated', 'free'] as const),
    lateJoin: random.chance(0.7),
  };
}
