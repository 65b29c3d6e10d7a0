/** The board's outlook during a game, and its forecasts and outcome at the end. */
import { describe, expect, test } from 'vitest';
import { aheadSentence, aheadWords, probability } from '../../../client/game/theory.text.ts';
import { collapsesAt, forecastsByRound, lawOf, notYet } from '../../../client/game/collapses.ts';
import { collapsesLabel, forecastsLabel } from '../../../client/game/ending.text.ts';
import { numbersOf } from '../../../client/game/numbers.ts';
import { newsSentence } from '../../../client/game/board.text.ts';
import { isolate } from '../../../client/ui/bidi.ts';
import { byRound, latestCollapses, applyEvents } from '../../../client/game/board-state.ts';
import { rollouts } from '../../../shared/model/rollout.ts';
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import { urnVariance } from '../../../shared/theory/law.ts';
import { halfCollapsed } from '../../../shared/theory/collapse.ts';
import { atEnd, outlook, quantile } from '../../../shared/theory/outlook.ts';
import oracle from '../../support/oracle/theory.json' with { type: 'json' };
import { Classroom } from '../../support/session/classroom.ts';

const config = (change: Partial<Config> = {}): Config => ({ ...defaultConfig, ...change });
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

const essayAt = (start: number) => oracle.find(({ k, p, fresh }) => k === 10 && p === start && fresh === 0)!;

/** What the board says of a model at p(round), with theory's word on it. */
function ahead(change: Partial<Config>, p: number, round: number): string | null {
  const all = config(change);
  const theory = outlook(all, all.rounds - round, { p, texts: round });
  return aheadSentence(all, { p, round }, theory);
}

describe('the outlook from now', () => {
  test('names the end by its probability, and in how many rounds half get to either end, and half to that one', () => {
    const { at_zero, at_one } = essayAt(0.3);
    const within = at_zero.findIndex((zero, t) => zero + at_one[t]! >= 0.5);
    const atOne = at_one.findIndex((one) => one >= 0.15);
    expect(atOne).toBeGreaterThan(within);
    expect(ahead({}, 0.3, 0)).toBe(
      `Ends at 1 with probability 0.30. Half of all such models collapse within ${within} rounds; half of those that end at 1, within ${atOne}.`,
    );
    expect(ahead({}, 0.3, 25), 'a refit forgets how old it is').toBe(ahead({}, 0.3, 0));
    const short = 'Ends at 1 with probability 0.50. Half of all such models collapse within 1 round.';
    expect(ahead({ textLength: 1 }, 0.5, 0)).toBe(short);
  });

  test('says of a model at 0.10 that half are at an end within 2 rounds, and of those at 1 within 15', () => {
    expect(ahead({}, 0.1, 0)).toBe(
      'Ends at 1 with probability 0.10. Half of all such models collapse within 2 rounds; half of those that end at 1, within 15.',
    );
    expect(ahead({}, 0.1, 50)).toContain(
      '; of those that end at 1, fewer than half before the game is over.',
    );
  });

  test('says nothing where students make up the texts', () => {
    for (const kind of ['replace', 'accumulate'] as const) {
      const typed = { writing: 'type', regime: { kind } } as const;
      expect([ahead(typed, 0.3, 5), aheadWords(config(typed), { p: 0.3, round: 5 })]).toEqual([null, null]);
    }
  });

  test('says how likely a collapse is where half would take longer than the game', () => {
    const { at_zero, at_one } = essayAt(0.3);
    const before = `it collapses before the game is over with probability ${(at_zero[2]! + at_one[2]!).toFixed(2)}`;
    expect(ahead({}, 0.3, 58)).toBe(`Ends at 1 with probability 0.30; ${before}.`);
  });

  test('says nothing where nothing is left to be told, and the sure part before theory has answered', () => {
    expect(ahead({}, 0, 12)).toBeNull();
    expect(aheadSentence(config(), { p: 0.4, round: 60 }, null)).toBeNull();
    expect(aheadSentence(config(), { p: 0.4, round: 3 }, null)).toBe('Ends at 1 with probability 0.40.');
  });

  test('follows the regime: fresh data pull back, an urn stays', () => {
    const regime = { kind: 'mix', fresh: 0.1 } as const;
    const { at_zero, at_one, mean } = oracle.find(({ k, fresh }) => k === 10 && fresh === 0.1)!;
    const ended = `at an end then with probability ${(at_zero[60]! + at_one[60]!).toFixed(2)}`;
    expect(ahead({ regime }, 0.5, 0)).toBe(`Expected at ½ after the last round, ${ended}.`);
    expect(mean[60]).toBeCloseTo(0.5, 9);
    const later = outlook(config({ regime }), 5, { p: 1, texts: 55 }).mean[5]!;
    expect(aheadWords(config({ regime }), { p: 1, round: 55 })).toBe(`expected at ${later.toFixed(2)}`);

    const urn = { regime: { kind: 'accumulate' } } as const;
    const deviation = Math.sqrt(urnVariance(10, 30, { p: 0.43, texts: 30 }).at(-1)!).toFixed(2);
    expect(ahead(urn, 0.43, 30)).toBe(`Expected to stay at 0.43, give or take ${deviation}.`);
  });

  test('never says that something is certain which is not', () => {
    const words = ['0.00', 'below 0.01', '0.40', 'above 0.99', '1.00'];
    expect([0, 0.001, 0.4, 0.999, 1].map(probability)).toEqual(words);
  });
});

describe('the round by which half have collapsed', () => {
  const model = { textLength: 10, start: 0.5, regime: { kind: 'replace' } } as const;
  const collapsed = atEnd(outlook(model, 60));
  const halfOf = (models: number) => collapsed.map((chance) => halfCollapsed(chance, models));

  test('has for one model the law of its own collapse, and for two that of the first', () => {
    halfOf(1).forEach((by, t) => expect(by).toBeCloseTo(collapsed[t]!, 12));
    halfOf(2).forEach((by, t) => expect(by).toBeCloseTo(1 - (1 - collapsed[t]!) ** 2, 12));
  });

  test('agrees with 1,000 simulated classes of 9: chi-squared over eight bins below its 99.9 % point', () => {
    const [classes, size] = [1_000, 9];
    const lines = rollouts(2026, classes * size, { ...model, rounds: 60 });
    const ends = lines.map((line) => line.findIndex((p) => p === 0 || p === 1));
    const halves = Array.from({ length: classes }, (_, index) => {
      const own = ends.slice(index * size, (index + 1) * size).map((t) => (t === -1 ? 61 : t));
      return own.toSorted((a, b) => a - b)[4]!;
    });
    const by = halfOf(size);
    const edges = [5, 7, 8, 9, 10, 12, 14];
    const bins = [-1, ...edges].map((low, index) => {
      const high = edges[index] ?? Infinity;
      const expected = classes * ((high === Infinity ? 1 : by[high]!) - (low < 0 ? 0 : by[low]!));
      return { expected, observed: halves.filter((t) => t > low && t <= high).length };
    });
    expect(Math.min(...bins.map(({ expected }) => expected))).toBeGreaterThan(20);
    const chi = bins.reduce((sum, { expected, observed }) => sum + (observed - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(24.32); // chi-squared, 7 degrees of freedom
  });

  test.each([1, 7, 30, 250])('has a law that sums to 1 for %i models, later rounds included', (models) => {
    const { rounds, later } = lawOf(halfOf(models), 60);
    expect(rounds.reduce((sum, mass) => sum + mass, later)).toBeCloseTo(1, 12);
    expect(Math.min(...rounds, later)).toBeGreaterThan(-1e-12);
  });
});

test('a law that was played in part has the rest of its mass later', () => {
  const { rounds, later } = lawOf([0, 0.25, 0.5], 4);
  expect(rounds).toEqual([0, 0.25, 0.25, 0, 0]);
  expect(later).toBe(0.5);
});

describe('the end', () => {
  const played = () => new Classroom({ rounds: 20, handRounds: 0 }).start(12).playOn();

  test('counts each model once: by the round and the end of its collapse, or as not yet', () => {
    const { log, game } = played();
    const { collapses } = applyEvents(null, log)!;
    const zeros = collapsesAt(0, game, collapses).rounds;
    const ones = collapsesAt(1, game, collapses).rounds;
    const { later } = notYet(game, collapses);
    const { ends, atEnd: share } = numbersOf(game);
    expect([sum(zeros), sum(ones), later]).toEqual([...ends, 12 - ends[0] - ends[1]]);
    const upTo = (t: number) => sum(zeros.slice(0, t + 1)) + sum(ones.slice(0, t + 1));
    zeros.forEach((_, t) => expect(upTo(t)).toBeCloseTo(12 * share[t]!, 9));
    expect(collapsesLabel(game, collapses)).toMatch(/^Models that collapsed: \d+ in round \d+/);
  });

  test('counts every forecast, never included', () => {
    const room = new Classroom({ rounds: 5 }).join(4);
    for (const [player, round] of [5, 1, null, 1].entries())
      room.send({ type: 'forecast', player: player + 1, round, pole: 0 });
    room.send({ type: 'start' });
    expect(forecastsByRound(room.game)).toEqual({ rounds: [0, 2, 0, 0, 0, 1], later: 1 });
    expect(forecastsLabel(room.game)).toBe('Forecasts: 2 round 1, 1 round 5, 1 never');
  });

  test('has the exact median where half of all models are expected to have collapsed', () => {
    const theory = outlook(config(), 60);
    const { at_zero, at_one } = essayAt(0.5);
    const median = quantile(atEnd(theory), 0.5)!;
    expect(at_zero[median]! + at_one[median]!).toBeGreaterThanOrEqual(0.5);
    expect(at_zero[median - 1]! + at_one[median - 1]!).toBeLessThan(0.5);
  });
});

describe('news', () => {
  const collapses = (count: number) =>
    Array.from({ length: count }, (_, rollout) => ({ rollout, round: 7, pole: (rollout % 2) as 0 | 1 }));

  test('tells one model’s collapse in full, and several at once without losing any', () => {
    const { game } = new Classroom().start(8);
    const names = game.players.map(({ name }) => isolate(name));
    const [one, two, three] = names;
    const alone = `${one}’s model collapsed in round 7: it writes only 0s now.`;
    expect(newsSentence(game, collapses(1))).toBe(alone);
    const all = `3 models collapsed in round 7: ${one}’s at 0, ${two}’s at 1, ${three}’s at 0.`;
    expect(newsSentence(game, collapses(3))).toBe(all);
    expect(newsSentence(game, collapses(8))).toMatch(/^8 models collapsed in round 7: .* at 1, 4 more\.$/);
  });

  test('of other regimes never speaks of a collapse', () => {
    const { game } = new Classroom({ regime: { kind: 'mix', fresh: 0.1 } }).start(3);
    expect(newsSentence(game, collapses(2))).toMatch(/^2 models came to an end in round 7, for now: /);
  });

  test('is what came in this round or the one before, and is gone after that', () => {
    const { log } = new Classroom({ textLength: 1, rounds: 6, handRounds: 0 }).start(5).playOn();
    const until = (round: number) => {
      const end = log.findIndex((event) => event.type === 'step_opened' && event.round === round);
      return latestCollapses(applyEvents(null, log.slice(0, end + 1))!);
    };
    expect(until(0)).toEqual([]);
    expect(until(1).map(({ round }) => round)).toEqual([1, 1, 1, 1, 1]);
    expect(until(2)).toEqual([]);
  });

  test('of many rounds at once is a group for each', () => {
    const all = [...collapses(2), { rollout: 5, round: 9, pole: 1 as const }];
    expect(byRound(all).map((group) => group.length)).toEqual([2, 1]);
  });
});

test('the spread of an urn’s class is its distance from the truth, as theory’s deviation is', () => {
  const urn = { textLength: 20, rounds: 3, handRounds: 0, regime: { kind: 'accumulate' } } as const;
  const { game } = new Classroom(urn).start(200).playOn();
  const { spread, values } = numbersOf(game);
  expect(spread ** 2 * 200).toBeCloseTo(sum(values.map((p) => (p - 0.5) ** 2)), 9);
  // 200 models: the root mean square is within 5 of its standard errors, about 1/√400 each
  const ratio = spread / outlook(config(urn), 3).deviation[3]!;
  expect(Math.abs(ratio - 1)).toBeLessThan(5 / Math.sqrt(400));
});
