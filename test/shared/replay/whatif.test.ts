/** What-ifs against the log, and against counts by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { isRevealing, turnKeyOf } from '../../../shared/session/draws.ts';
import { turnSeed } from '../../../shared/session/secret.ts';
import type { Started } from '../../../shared/session/state.ts';
import { countOnes, generate, type Regime } from '../../../shared/model/unigram.ts';
import { whatIf, type Question } from '../../../shared/replay/whatif.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { forGames } from '../random-game.ts';

const linesOf = ({ rollouts }: Started) => rollouts.map(({ line }) => line);
const ask = ({ game }: Classroom, question: Question) =>
  whatIf({ config: game.config, key: turnKeyOf(game, secret), lines: linesOf(game) }, question);
const fewestRounds = ({ game }: Classroom) => Math.min(...linesOf(game).map(({ length }) => length)) - 1;

/** The text that a session's seed draws. */
const textOf = (rollout: number, round: number, p: number, k: number) =>
  generate(uniforms(turnSeed(secret, rollout, round)), p, k);

describe('with nothing otherwise', () => {
  test('[W1] it is what any game played, or would have played had it not been stopped', () => {
    forGames(150, (play, pick) => {
      const room = play({ writing: 'throw' });
      room.send({ type: 'resume' });
      if (isRevealing(room.state)) room.wait();
      fc.pre(!isRevealing(room.state));
      const from = pick % (fewestRounds(room) + 1);
      const asked = ask(room, { from });
      room.send({ type: 'fast_forward' });
      expect(asked).toEqual(linesOf(room.game));
    });
  });

  test('[W5] in type writing the class is followed to round r, and from there on seeds draw', () => {
    const room = new Classroom({ writing: 'type', rounds: 6, handRounds: 4 }).start(3).playOn();
    const drawn = new Classroom({ rounds: 6, handRounds: 4 }).start(3).playOn();
    const played = linesOf(room.game);
    expect(played).not.toEqual(linesOf(drawn.game));
    expect(ask(room, { from: 0 })).toEqual(linesOf(drawn.game));
    const later = ask(room, { from: 2 });
    later.forEach((line, rollout) => {
      expect(line.slice(0, 3)).toEqual(played[rollout]!.slice(0, 3));
      expect(line[3]).toBe(countOnes(textOf(rollout, 2, line[2]!, 10)) / 10);
    });
    // the last rounds are the server's, by the same seeds
    expect(ask(room, { from: 4 })).toEqual(played);
  });
});

describe('in another world', () => {
  test('[W1] from round 0 on it is the game that the same key gives under the other config', () => {
    const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.2 }];
    const change = fc.record(
      {
        textLength: fc.integer({ min: 1, max: 12 }),
        start: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        regime: fc.constantFrom(...regimes),
      },
      { requiredKeys: [] },
    );
    // under another config another start would have been fixed, and with it another key
    const sameGame: Parameters<typeof forGames<Partial<Question>>>[1] = (play, other) => {
      const room = play({}, undefined, { isSealed: false });
      const there = new Classroom({ ...room.state.config, ...other, writing: 'throw', handRounds: 0 });
      there.start(room.game.rollouts.length).playOn();
      const lines = ask(room, { from: 0, ...other });
      expect(lines).toHaveLength(room.game.rollouts.length);
      expect(lines.slice(0, there.game.rollouts.length)).toEqual(linesOf(there.game));
    };
    forGames(100, sameGame, change);
  });

  const room = new Classroom({ rounds: 5, handRounds: 0 }).start(4).playOn();
  const played = linesOf(room.game);

  test('[W2] from round r on everything before is as it was played', () => {
    for (const from of [1, 3, 5]) {
      const lines = ask(room, { from, textLength: 1000, start: 0.9, regime: { kind: 'mix', fresh: 0.5 } });
      const before = (all: (readonly number[])[]) => all.map((line) => line.slice(0, from + 1));
      expect(before(lines)).toEqual(before(played));
      expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([6]));
    }
  });

  test('[W3] an urn from round r on holds the real tokens and the texts that there were', () => {
    const ones = room.log.flatMap((event) =>
      event.type === 'refitted' && event.rollout === 1 && event.round < 2 ? [event.ones] : [],
    );
    const [, line] = ask(room, { from: 2, regime: { kind: 'accumulate' }, textLength: 100, start: 0.9 });
    const third = countOnes(textOf(1, 2, played[1]![2]!, 100));
    const all = 5 + ones[0]! + ones[1]! + third;
    expect(line![3]).toBe(all / (10 + 20 + 100));
    const fourth = countOnes(textOf(1, 3, line![3]!, 100));
    expect(line![4]).toBe((all + fourth) / (10 + 20 + 200));
  });

  test('[W3] an urn stays the urn that it was when its texts grow longer', () => {
    const urn = new Classroom({ rounds: 5, handRounds: 0, start: 0.3, regime: { kind: 'accumulate' } });
    const before = linesOf(urn.start(2).playOn().game)[0]!;
    const [line] = ask(urn, { from: 3, textLength: 50 });
    const ones = countOnes(textOf(0, 3, before[3]!, 50));
    expect(line![4]).toBeCloseTo((before[3]! * 40 + ones) / 90, 12);
  });

  test('[W3] another start from round r on changes what mix writes with, and nothing else', () => {
    const regime = { kind: 'mix', fresh: 0.4 } as const;
    const [line] = ask(room, { from: 2, regime, start: 0.9 });
    const chance = (1 - 0.4) * played[0]![2]! + 0.4 * 0.9;
    expect(line![3]).toBe(countOnes(textOf(0, 2, chance, 10)) / 10);
    expect(ask(room, { from: 2, start: 0.9 })).toEqual(played);
    const urn: Question = { from: 2, regime: { kind: 'accumulate' } };
    expect(ask(room, { ...urn, start: 0.9 })).toEqual(ask(room, urn));
  });

  test('[W4] a longer text begins with the tokens of the shorter one', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    const k = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(p, k, k, (p, a, b) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)];
        expect(textOf(0, 0, p, longer).startsWith(textOf(0, 0, p, shorter))).toBe(true);
      }),
    );
  });
});
