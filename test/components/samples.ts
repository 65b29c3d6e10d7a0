/** Fixed views, turns and games to show. */
import type { Collapse } from '../../client/game/board-state.ts';
import { rollouts } from '../../shared/model/rollout.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import type { Finished, Player } from '../../shared/session/state.ts';
import { isAtEnd } from '../../shared/session/state.ts';
import type { Turn, View, You } from '../../shared/view/views.ts';

/** As wide as a name may be: 24 of the widest letter, without a place to break. */
export const longName = 'W'.repeat(24);

export const you: You = {
  player: 1,
  name: 'Quiet Otter',
  away: false,
  rollout: 0,
  line: [0.5],
  forecast: null,
};

export function viewWith(changes: Partial<View> = {}): View {
  return {
    seq: 9,
    now: 1_000_000,
    phase: 'playing',
    title: '',
    config: defaultConfig,
    round: 2,
    step: 'generate',
    deadline: null,
    you,
    turns: [],
    next: true,
    class: { players: 12, rollouts: 12, ends: [0, 0], mean: 0.5, atEnd: [0] },
    ...changes,
  };
}

export const writeTurn: Turn & { step: 'generate' } = {
  step: 'generate',
  rollout: 0,
  round: 2,
  p: 0.4,
  k: 10,
  seed: 7,
};

export const refitTurn: Turn & { step: 'refit' } = {
  step: 'refit',
  rollout: 4,
  round: 2,
  text: '0110100010',
  writer: 'Brave Heron',
};

/** A class of twelve that has played the essay's game of thirty rounds to its end. */
export function finishedGame(changes: Partial<Config> = {}): {
  game: Finished;
  collapses: readonly Collapse[];
} {
  const config: Config = { ...defaultConfig, rounds: 30, ...changes };
  const lines = rollouts(42, 12, config);
  const players = lines.map((_, index): Player => ({
    player: index + 1,
    name: `Player ${index + 1}`,
    bot: false,
    team: null,
    online: true,
    kicked: false,
    away: false,
    missed: { count: 0, step: 0 },
    forecast: { round: 4 + 2 * index, pole: index % 2 === 0 ? 0 : 1 },
  }));
  const collapses = lines.flatMap((line, rollout): Collapse[] => {
    const round = line.findIndex(isAtEnd);
    return round === -1 ? [] : [{ rollout, round, pole: line[round] === 0 ? 0 : 1 }];
  });
  const game: Finished = {
    phase: 'finished',
    reason: 'rounds',
    seq: 900,
    code: 'BCDFG',
    title: 'Thursday',
    secret: '00112233445566778899aabbccddeeff',
    commitment: '0'.repeat(64),
    config,
    players,
    locked: false,
    rollouts: lines.map((line) => ({ line, writers: [], fitters: [], text: null, allOnes: 0 })),
    teams: null,
    owners: players.map(({ player }) => player),
    step: {
      seq: 880,
      round: 29,
      kind: 'refit',
      turns: [],
      left: 0,
      dealtLeft: 0,
      deadline: null,
      early: false,
    },
    since: 0,
  };
  return { game, collapses: collapses.toSorted((a, b) => a.round - b.round) };
}
