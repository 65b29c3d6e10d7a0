/** Decisions in parts: the same events, however they are divided. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../../shared/session/rules/decide.ts';
import { nextDueAt } from '../../../shared/session/schedule.ts';
import type { Command } from '../../../shared/session/command.ts';
import type { Config } from '../../../shared/session/config.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { Random } from '../../support/random.ts';
import { forGames } from '../random-game.ts';

/** Whether time is over, drawn anew each time that it is asked; or always. */
function spending(seed: number): () => boolean {
  if (seed % 5 === 0) return () => true;
  const random = new Random(seed);
  return () => random.whole(0, 3) === 0;
}

const always = () => true;

test('[H4][C1][C5] any game has the same log whatever the size of its parts', () => {
  let parts = 0;
  forGames(200, (play, draw) => {
    const logs = [undefined, spending(draw)].map((isSpent) => {
      const room = play({}, undefined, isSpent && { isSpent });
      room.send({ type: 'resume' });
      room.playStep().next();
      room.send({ type: 'fast_forward' });
      parts += room.parts;
      return room.log;
    });
    expect(logs[1]).toEqual(logs[0]);
  });
  expect(parts).toBeGreaterThan(1_000);
});

describe('a game of 12, of which each decision plays one turn', () => {
  const config: Partial<Config> = { rounds: 5, handRounds: 2, beat: 0 };
  const room = (own: Partial<Config> = {}, isSpent: (() => boolean) | undefined = always) =>
    new Classroom({ ...config, ...own }, { isSpent });

  test.each<[string, Partial<Config>, Command[]]>([
    ['fast-forwarded from the start', {}, [{ type: 'fast_forward' }]],
    ['fast-forwarded in a pause', {}, [{ type: 'pause' }, { type: 'fast_forward' }]],
    ['watched', { handRounds: 0 }, []],
    ['fast-forwarded while it is watched', { handRounds: 0 }, [{ type: 'fast_forward' }]],
    ['closed by the host', { turnSeconds: null }, [{ type: 'advance', round: 0, step: 'generate' }]],
    ['closed at deadlines', { turnSeconds: 3 }, []],
    ['of a few', { play: 'relay' }, [{ type: 'fast_forward' }]],
  ])('has the log that it has in one piece: %s', (_, own, commands) => {
    const [whole, divided] = [undefined, always].map((isSpent) => {
      const one = new Classroom({ ...config, ...own }, { isSpent });
      one.send({ type: 'bots', count: 4 });
      one.start(12);
      for (const command of commands) expect(one.send(command)).toEqual({ ok: true });
      for (let wait = 0; wait < 20 && one.wait(); wait++);
      return one;
    });
    expect(divided!.log).toEqual(whole!.log);
    expect([whole!.parts === 0, divided!.parts > 0]).toEqual([true, true]);
  });

  test('what is decided in between is decided, and nothing else begins by itself', () => {
    const game = room().start(12);
    let { state } = game;
    const now = game.now + 60_000;
    const first = decide(state, { type: 'fast_forward' }, { now: game.now, secret, isSpent: always });
    expect([first.isPartial, first.events.length]).toEqual([true, 1]);
    state = first.state;
    // a deadline passes meanwhile
    const between = decide(state, { type: 'lock', locked: true }, { now, secret, isFastForward: true });
    expect(between.events.map(({ type }) => type)).toEqual(['locked']);
    const last = decide(between.state, { type: 'fast_forward' }, { now, secret, isFastForward: true });
    expect(last.events.at(-1)).toMatchObject({ type: 'finished', reason: 'fast_forward' });
    expect(new Set(last.events.map(({ type }) => type))).toEqual(
      new Set(['generated', 'refitted', 'step_opened', 'finished']),
    );
  });

  test('a fast forward that broke off leaves no turn that nobody plays', () => {
    const game = room({ turnSeconds: null }).start(12);
    let { state } = game;
    const context = { now: game.now, secret, isSpent: always };
    for (let part = 0; part < 12 + 4; part++)
      ({ state } = decide(state, { type: 'fast_forward' }, { ...context, isFastForward: part > 0 }));
    // the server's own turns of a refit are left, without a deadline
    expect(nextDueAt(state)).toBeLessThanOrEqual(game.now);
    const next = decide(state, { type: 'tick' }, { now: game.now, secret });
    expect(next.events.filter(({ type }) => type === 'refitted')).toHaveLength(12 - 3);
    expect(next.events.at(-1)).toMatchObject({ type: 'step_opened', round: 1, step: 'generate' });
  });
});
