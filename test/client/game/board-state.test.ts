/** The board's state: folding, statistics beside theory, and texts. */
import { describe, expect, test } from 'vitest';
import { endSentence, scoring, tiesSentence } from '../../../client/game/ending.text.ts';
import { distribution, numbersOf } from '../../../client/game/numbers.ts';
import { forecastsIn, statusLine, subtitle, whoIsHere } from '../../../client/game/board.text.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import { Classroom } from '../../support/session/classroom.ts';

const played = () => new Classroom({ rounds: 20, handRounds: 3 }).start(12).playOn();

describe('a board', () => {
  test('is the same told at once, event by event, or with parts told twice', () => {
    const { log, state } = played();
    const whole = applyEvents(null, log)!;
    let single: ReturnType<typeof applyEvents> = null;
    for (const event of log) single = applyEvents(single, [event]);
    const again = applyEvents(applyEvents(null, log.slice(0, 40)), log.slice(20));
    expect(whole.state).toEqual(state);
    expect(single).toEqual(whole);
    expect(again).toEqual(whole);
  });

  test('tells each model that came to an end once, in the round in which it did', () => {
    const { log, game } = played();
    const { collapses } = applyEvents(null, log)!;
    const ended = game.rollouts.flatMap(({ line }, rollout) => {
      const round = line.findIndex((p) => p === 0 || p === 1);
      return round === -1 ? [] : [{ rollout, round, pole: line[round] }];
    });
    expect(ended.length).toBeGreaterThan(3);
    expect(collapses.toSorted((a, b) => a.rollout - b.rollout)).toEqual(ended);
  });
});

describe('numbers', () => {
  test('count the class at a round that all have behind them, beside what theory expects of it', () => {
    const room = new Classroom().start(10).playStep().next();
    room.play(1);
    const expected = { round: 0, rollouts: 10, ends: [0, 0], mean: 0.5, diversity: 1, atEnd: [0] };
    expect(numbersOf(room.game)).toMatchObject(expected);
  });

  test.each([
    { textLength: 10 },
    { textLength: 1 },
    { textLength: 25 },
    { textLength: 10, start: 0.33 },
    { regime: { kind: 'accumulate' } } as const,
  ])('every model is in one bar, and theory expects as many as there are: %j', (config) => {
    const { game } = new Classroom({ ...config, rounds: 9, handRounds: 2 }).start(11).playOn();
    for (const round of [0, 9]) {
      const numbers = { ...numbersOf(game), round, values: game.rollouts.map(({ line }) => line[round]!) };
      const bins = distribution(game.config, numbers, outlook(game.config, 9));
      expect(bins.length).toBeLessThanOrEqual(21);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(11);
      expect(bins.reduce((sum, { expected }) => sum + expected!, 0)).toBeCloseTo(11, 9);
      const zeros = bins.filter(({ high }) => high === 0).reduce((sum, { count }) => sum + count, 0);
      expect(zeros).toBe(numbers.values.filter((p) => p === 0).length);
    }
  });
});

describe('sentences', () => {
  const end = (config: ConstructorParameters<typeof Classroom>[0]) => {
    const { game } = new Classroom({ rounds: 2, handRounds: 0, ...config }).start(3);
    const room = new Classroom({ rounds: 2, handRounds: 0, ...config }).start(3).playOn();
    return { during: subtitle(game), after: endSentence(room.game, numbersOf(room.game)) };
  };

  test('follow the regime', () => {
    const collapsed = /^After 2 rounds, \d of 3 models write only 0s and \d only 1s\. None/;
    expect(end({ textLength: 1 }).after).toMatch(collapsed);
    expect(end({ textLength: 1000 }).after).toContain('none of the 3 models has forgotten a token yet.');
    expect(end({ regime: { kind: 'accumulate' } }).after).not.toMatch(/collapse|forgotten/);
    expect(end({ regime: { kind: 'mix', fresh: 0.1 } })).toMatchObject({
      during: '3 models, each trained on what the one before it wrote, with 10 % real tokens on average',
      after: expect.stringMatching(/with real tokens mixed in, .* (for good|is at an end)\.$/),
    });
  });

  test('follow the play', () => {
    expect(end({ play: 'relay', textLength: 1 }).after).toMatch(/^The model writes only [01]s\./);
    expect(end({ play: 'teams', teams: 2 }).during).toMatch(/^2 teams, a model each/);
  });

  test('say why nobody has a turn', () => {
    const room = new Classroom().start(3);
    expect(statusLine(room.state)).toBeNull();
    for (const player of [1, 2]) room.send({ type: 'offline', player });
    expect(statusLine(room.state)).toMatch(/^Paused: fewer than half/);
  });

  test('count students and simulated ones apart, and the forecasts that are in', () => {
    const room = new Classroom();
    expect([whoIsHere(room.state), forecastsIn(room.state)]).toEqual(['Nobody is here yet.', null]);
    room.join(3).send({ type: 'bots', count: 30 });
    room.send({ type: 'forecast', player: 2, round: 4, pole: 1 });
    expect(whoIsHere(room.state)).toBe('3 students here, and 30 simulated');
    expect(forecastsIn(room.state)).toBe('1 of 3 forecasts in');
    room.send({ type: 'bots', count: 0 });
    room.send({ type: 'offline', player: 3 });
    expect(whoIsHere(room.state)).toBe('2 of 3 students here');
    room.send({ type: 'configure', config: { regime: { kind: 'accumulate' } } });
    expect(forecastsIn(room.state)).toBeNull();
  });

  test('say whom play waits for: students who have all gone, or the host between two rounds', () => {
    const room = new Classroom({ pace: 'manual', rounds: 3 }).start(2).playStep().next();
    expect(statusLine(room.state)).toBeNull();
    room.playStep();
    expect(statusLine(room.state)).toBe('Round 1 is done.');
    // a replay begins before the first round
    const start = room.log.findIndex(({ type }) => type === 'started');
    expect(statusLine(applyEvents(null, room.log.slice(0, start + 1))!.state)).toBeNull();
    for (const player of [1, 2]) room.send({ type: 'offline', player });
    room.send({ type: 'resume' });
    expect(statusLine(room.state)).toBe('Waiting for students: 0 of 2 here.');
  });

  const scoredFor = (...forecasts: (number | null)[]) => {
    const room = new Classroom({ textLength: 1, rounds: 5 }).join(forecasts.length);
    for (const [player, round] of forecasts.entries())
      room.send({ type: 'forecast', player: player + 1, round, pole: 0 });
    room.send({ type: 'start' });
    const { state } = room.playOn();
    return scoring(state, numbersOf(room.game).atEnd, { exact: 1, classExact: 2 })!;
  };

  test('name the closest three forecasts, and how far off the exact median of the class was', () => {
    const scored = scoredFor(5, 1, null, 2);
    expect(scored.guesses.map(({ distance }) => distance)).toEqual([0, 1, 4]);
    expect(scored).toMatchObject({ exact: 1, outcome: { actual: 1, exact: 1, classExact: 2 } });
    expect(tiesSentence(scored)).toBe('Of equal ones, who joined first.');
  });

  test('[F3] of equal forecasts name those who joined first, and count the rest', () => {
    const scored = scoredFor(2, 3, 1, 2, 2, 2);
    const three = scored.guesses.map(({ name, distance }) => [name, distance]);
    const names = new Classroom().join(6).state.players.map(({ name }) => name);
    expect(three).toEqual([
      [names[2], 0],
      [names[0], 1],
      [names[3], 1],
    ]);
    expect(tiesSentence(scored)).toBe('Of equal ones, who joined first. 2 more were as close as the third.');
    expect(tiesSentence(scoredFor(2, 2, 2, 2))).toContain('1 more was as close');
  });
});
