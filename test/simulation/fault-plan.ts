/** How rough a run is: drawn once from its seed, so that some are calm and some are anything but. */
import type { Config } from '../../shared/session/config.ts';
import type { Die } from './event-loop.ts';

export interface Weather {
  servers: number;
  pupils: number;
  /** milliseconds after which all trouble ends */
  troubleFor: number;
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
  /** milliseconds between two troubles of one pupil, on average; the same for servers */
  pupilTrouble: number;
  serverTrouble: number;
  /** by how much a server's clock is off, at most */
  serverClock: number;
  config: Partial<Config>;
}

export function drawWeather(die: Die, seed: number): Weather {
  return {
    servers: die.pick([1, 2]),
    pupils: die.whole(1, 9),
    troubleFor: die.between(15_000, 120_000),
    latency: die.pick([5, 80, 80, 600]),
    storeLatency: die.pick([1, 1, 20, 300, 700]),
    storeFaults: die.pick([0, 0, 0.002, 0.02]),
    storeComesBack: seed % 2 === 0,
    wander: die.pick([0.1, 0.5]),
    lostHints: die.pick([0, 0.1, 1]),
    pupilTrouble: die.pick([4_000, 15_000, 60_000]),
    serverTrouble: die.pick([5_000, 30_000, 1e9]),
    serverClock: die.pick([0, 0, 50, 3_600_000]),
    config: drawConfig(die),
  };
}

function drawConfig(die: Die): Partial<Config> {
  return {
    play: die.pick(['relay', 'teams', 'everyone', 'everyone'] as const),
    teams: die.whole(2, 4),
    textLength: die.whole(1, 6),
    rounds: die.whole(1, 8),
    handRounds: die.pick([null, null, 0, 1, 3, 6]),
    regime: die.pick([
      { kind: 'replace' },
      { kind: 'replace' },
      { kind: 'accumulate' },
      { kind: 'mix', fresh: 0.2 },
    ] as const),
    writing: die.pick(['throw', 'throw', 'type'] as const),
    turnSeconds: die.pick([3, 5, 10, 20, null]),
    pace: die.pick(['auto', 'auto', 'manual'] as const),
    beat: die.pick([0, 300, 800]),
    names: die.pick(['generated', 'free'] as const),
    lateJoin: die.chance(0.7),
  };
}
