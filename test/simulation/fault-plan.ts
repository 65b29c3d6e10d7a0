/** Fault plan: how rough a run is, drawn once from its seed. */
import type { Config } from '../../shared/session/config.ts';
import type { Random } from '../support/random.ts';

export type FaultPlan = ReturnType<typeof drawFaultPlan>;

export function drawFaultPlan(random: Random, seed: number) {
  return {
    servers: random.pick([1, 2]),
    students: random.whole(1, 9),
    /** milliseconds after which all fault ends */
    faultsFor: random.between(15_000, 120_000),
    /** the longest that a message takes, in milliseconds */
    latency: random.pick([5, 80, 80, 600]),
    /** the longest that the store takes in each direction */
    storeLatency: random.pick([1, 1, 20, 300, 700]),
    /** how often a call to the store is refused, ends the server on its way, or has its result lost */
    storeFaults: random.pick([0, 0, 0.002, 0.02]),
    /** whether a store that gives no answer is asked again, as PostgreSQL is; or is not trusted any more */
    storeComesBack: seed % 2 === 0,
    /** whether it loses its newest events now and then; not drawn either */
    storeForgets: seed % 6 === 2,
    /** whether servers' machines fall asleep; not drawn, so that the other seeds stay as they are */
    serversSleep: seed % 11 === 5,
    /**
     * Whether the server draws the secret, so that devices seal bytes. The seeds in seeds.ts are older than seals, and
     * their stories go without.
     */
    isSealed: [2, 4, 5, 6].includes(seed % 7),
    /** how often a page gets to the second server, though the first one is there */
    wander: random.pick([0.1, 0.5]),
    /** how often a hint of the store is lost */
    lostHints: random.pick([0, 0.1, 1]),
    /** milliseconds between two troubles of one student, on average; the same for servers */
    studentFaultEvery: random.pick([4_000, 15_000, 60_000]),
    serverFaultEvery: random.pick([5_000, 30_000, 1e9]),
    /** by how much a server's clock is off, at most */
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
