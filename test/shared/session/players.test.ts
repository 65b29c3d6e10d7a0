/** Players: joining, presence, forecasts, views. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanName, generatedName } from '../../../shared/session/names.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { commitmentOf } from '../../../shared/session/secret.ts';

describe('joining', () => {
  test('[J1] the same seat again gets the same answer, in every phase', () => {
    const room = new Classroom({ rounds: 1 });
    const first = room.send({ type: 'join', player: null });
    expect(first).toMatchObject({ ok: true, player: 1 });
    const again = { type: 'join', player: 1 } as const;
    expect(room.send(again)).toEqual(first);
    room.send({ type: 'lock', locked: true });
    room.send({ type: 'start' });
    expect(room.send(again)).toEqual(first);
    room.playOn();
    expect(room.send(again)).toEqual(first);
    expect(room.state.players).toHaveLength(1);
  });

  test('[J2] locked, started without late join, full or finished: nobody new', () => {
    const join = { type: 'join', player: null } as const;
    const locked = new Classroom().join(1);
    locked.send({ type: 'lock', locked: true });
    expect(locked.code(join)).toBe('room_locked');
    expect(new Classroom({ lateJoin: false }).start(1).code(join)).toBe('room_locked');
    expect(new Classroom().join(250).code(join)).toBe('room_full');
    expect(new Classroom({ rounds: 1 }).start(1).playOn().code(join)).toBe('room_finished');
  });

  test('[J3] given names all differ', () => {
    const names = Array.from({ length: 4_000 }, (_, index) => generatedName(commitmentOf(secret), index));
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['ａｄａ', 'ada'],
    ['a\u200bd\u202ea\u0007', 'ada'],
    [`e${'\u0301'.repeat(50)}`, 'é\u0301\u0301'],
    ['=SUM(A1)', '=SUM(A1)'],
    ['👩🏽\u200d👧 Kim', '👩🏽\u200d👧 Kim'],
    ['❤\ufe0f\u200d🔥', '❤\u200d🔥'],
    ['A\u200db👧\u200d', 'Ab👧'],
    ['', null],
    ['\u200b \u2066', null],
    ['\u2800\ufffc', null],
    ['Ada\u{1d159}\u3164\u2800L', 'Ada L'],
    ['\u05e9\u05e8\u05d4 \u202eadA', '\u05e9\u05e8\u05d4 adA'],
    ['\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}', '\u{1f3f4}'],
    ['A\ud800', 'A'],
    ['\u0301Ada', 'Ada'],
    ['e\u200b\u0301 \u200b x', '\u00e9 x'],
    ['\u0301', null],
    ['x'.repeat(25), null],
  ])('[J3] the chosen name %j is shown as %j', (name, shown) => {
    expect(cleanName(name)).toBe(shown);
  });

  test('[J3] whatever a chosen name is made of, nothing in it is unseen, and cleaning it again changes nothing', () => {
    const letter = fc.oneof(
      fc.constantFrom(...'aÅﬁ=<שا🙂👩\u200d\ufe0f\u0301\u202e\u3164\u2800\n '),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 24 }), (letters) => {
        const clean = cleanName(letters.join(''));
        if (clean === null) return;
        expect(cleanName(clean)).toBe(clean);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2800\u3164]|^[\p{M}\s]|\s\s|\s$|\p{M}{3}/u);
        expect([...clean].length).toBeLessThanOrEqual(24);
      }),
      { numRuns: 2_000 },
    );
  });

  test('[J3] a name that somebody has gets a number; a name that cannot be is refused', () => {
    const room = new Classroom({ names: 'free' });
    const join = (name: string) => room.send({ type: 'join', player: null, name });
    for (const [name, given] of [
      ['Sam', 'Sam'],
      ['sam', 'sam 2'],
      ['SAM', 'SAM 3'],
      ['👩\u200d👧', '👩\u200d👧'],
      ['👩👧', '👩👧 2'],
    ])
      expect(join(name!)).toMatchObject({ name: given });
    expect(join(' ')).toMatchObject({ error: { code: 'bad_name', path: 'name' } });
  });

  test('[J4] a late joiner plays from the next step on', () => {
    const room = new Classroom().start(2);
    room.join(1);
    expect(room.turns(3)).toEqual([]);
    room.playStep().wait();
    expect(room.game.step!.turns).toEqual([2, 3]);
    expect(room.view(3).you).toMatchObject({ rollout: null, line: [] });
  });

  test('[J4] in teams a late joiner goes to the smallest, the first on a tie', () => {
    const room = new Classroom({ play: 'teams', teams: 3 }).start(5).join(3);
    expect(room.state.players.map(({ team }) => team)).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });

  test('[J5] a kicked player is out, whatever comes from that seat', () => {
    const room = new Classroom().start(3);
    room.send({ type: 'kick', player: 2 });
    expect(room.code({ type: 'forecast', player: 2, round: 3, pole: 0 })).toBe('kicked');
    expect(room.events({ type: 'online', player: 2 })).toEqual([]);
    room.playStep().wait();
    expect(room.game.step!.turns).not.toContain(2);
  });
});

describe('forecasts', () => {
  test('[F1] the last one counts, and a change of the config clears it', () => {
    const room = new Classroom().join(1);
    room.send({ type: 'forecast', player: 1, round: 5, pole: 0 });
    room.send({ type: 'forecast', player: 1, round: null, pole: 1 });
    expect(room.view(1).you!.forecast).toEqual({ round: null, pole: 1 });
    room.send({ type: 'forecast', player: 1, round: 7 });
    expect(room.view(1).you!.forecast).toEqual({ round: 7 });
    room.send({ type: 'configure', config: { rounds: 30 } });
    expect(room.view(1).you!.forecast).toBeNull();
    expect(room.code({ type: 'forecast', player: 1, round: 31, pole: 0 })).toBe('bad_request');
  });

  test('[F1] there are none after the start, nor where nothing collapses for good', () => {
    const forecast = { type: 'forecast', player: 1, round: 5, pole: 0 } as const;
    expect(new Classroom().start(1).code(forecast)).toBe('wrong_phase');
    expect(new Classroom({ regime: { kind: 'accumulate' } }).join(1).code(forecast)).toBe('wrong_phase');
  });

  test('[F2] scored by the distance from the round by which half had collapsed, beside the exact median', () => {
    const room = new Classroom({ textLength: 1, rounds: 3 }).join(2);
    room.send({ type: 'forecast', player: 1, round: 3, pole: 0 });
    room.send({ type: 'forecast', player: 2, round: null, pole: 0 });
    room.send({ type: 'start' });
    room.playOn();
    // one token: every model collapses in its first round
    expect(room.view(1).you!.score).toEqual({ actual: 1, distance: 2, exact: 0, classExact: 0 });
    expect(room.view(2).you!.score).toEqual({ actual: 1, distance: 3, exact: 0, classExact: 0 });
  });

  test('[F2] never counts as one round more, and a game stopped too early scores nothing', () => {
    const play = () => {
      const room = new Classroom({ textLength: 1000, rounds: 2, handRounds: null }).join(2);
      room.send({ type: 'forecast', player: 1, round: 1, pole: 0 });
      room.send({ type: 'start' });
      return room;
    };
    const untouched = { actual: null, distance: 2, exact: 0, classExact: 0 };
    expect(play().playOn().view(1).you!.score).toEqual(untouched);
    const stopped = play();
    stopped.send({ type: 'stop' });
    expect(stopped.view(1).you).not.toHaveProperty('score');
  });

  test.each([
    ['relay', 1, 10],
    ['teams', 2, 6],
    ['teams', 4, 8],
    ['everyone', 30, 9],
  ] as const)(
    '[F2] the median of a %s of %i models is that of the ⌈N/2⌉-th collapse: %i',
    (play, models, median) => {
      const room = new Classroom({ play, teams: Math.max(models, 2), handRounds: 0 }).join(30);
      room.send({ type: 'forecast', player: 1, round: 1, pole: 0 });
      room.send({ type: 'start' });
      const { game } = room.playOn();
      expect(game.rollouts).toHaveLength(models);
      const { actual, exact, classExact } = room.view(1).you!.score!;
      const far = (round: number) => Math.abs(round - (actual ?? 61));
      expect([exact, classExact]).toEqual([far(10), far(median)]);
    },
  );
});

describe('presence', () => {
  /** Player 3 misses full deadlines, the others play. */
  const withSleeper = (steps: number) => {
    const room = new Classroom().start(3);
    for (let step = 0; step < steps; step++) {
      for (const player of [1, 2]) while (room.play(player)?.ok);
      room.wait();
      if (step + 1 < steps) room.wait();
    }
    return room;
  };

  test('[P1] two full deadlines in a row make away, one does not', () => {
    expect(withSleeper(1).state.players[2]!.away).toBe(false);
    const room = withSleeper(2);
    expect(room.state.players[2]!.away).toBe(true);
    room.wait();
    expect(room.game.step!.turns).not.toContain(3);
  });

  test('[P1] an advance or an early close does not count', () => {
    const room = new Classroom().start(2);
    for (let step = 0; step < 4; step++) {
      const { round, kind } = room.game.step!;
      room.send({ type: 'advance', round, step: kind });
      room.wait();
    }
    expect(room.state.players.some(({ away }) => away)).toBe(false);
  });

  test('[P1] a played turn between two missed ones starts the count again', () => {
    const room = withSleeper(1);
    room.wait();
    room.playStep().wait();
    for (const player of [1, 2]) while (room.play(player)?.ok);
    room.wait();
    expect(room.state.players[2]).toMatchObject({ away: false, missed: { count: 1 } });
  });

  test('[P2] a late turn, a tap or a connection ends it', () => {
    const late = withSleeper(2);
    expect(late.code({ type: 'generate', player: 3, rollout: 2, round: 0, tokens: '' })).toBe('turn_over');
    expect(late.state.players[2]!.away).toBe(false);
    const tapped = withSleeper(2);
    tapped.send({ type: 'join', player: 3 });
    expect(tapped.state.players[2]!.away).toBe(false);
    const cameBack = withSleeper(2).events({ type: 'online', player: 3 });
    expect(cameBack).toEqual([{ type: 'away', player: 3, away: false }]);
  });

  test('[P3][P4] fewer than half here pause the game, half let it go on', () => {
    const room = new Classroom().start(4);
    room.send({ type: 'offline', player: 1 });
    room.send({ type: 'offline', player: 2 });
    expect(room.state.phase).toBe('playing');
    room.send({ type: 'offline', player: 3 });
    expect(room.state).toMatchObject({ phase: 'paused', reason: 'absence' });
    room.send({ type: 'online', player: 1 });
    expect(room.state.phase).toBe('playing');
  });

  test("[P4] the host's own pause does not end by itself", () => {
    const room = new Classroom().start(2);
    room.send({ type: 'pause' });
    room.send({ type: 'offline', player: 1 });
    room.send({ type: 'online', player: 1 });
    expect(room.state).toMatchObject({ phase: 'paused', reason: 'host' });
  });

  test("[P5] the host's resume stands until the next one leaves", () => {
    const room = new Classroom().start(5);
    for (const player of [1, 2, 3]) room.send({ type: 'offline', player });
    expect(room.state.phase).toBe('paused');
    room.send({ type: 'resume' });
    expect(room.state.phase).toBe('playing');
    room.send({ type: 'offline', player: 4 });
    expect(room.state).toMatchObject({ phase: 'paused', reason: 'absence' });
  });

  test('[P5] an away player who goes offline was not here, and pauses nothing', () => {
    const room = withSleeper(2);
    room.send({ type: 'offline', player: 1 });
    room.send({ type: 'resume' });
    room.send({ type: 'offline', player: 3 });
    expect(room.state.phase).toBe('playing');
  });

  test('[P6] a resumed step has the time that it had left', () => {
    const room = new Classroom().start(2);
    room.now += 15_000;
    room.send({ type: 'pause' });
    room.now += 600_000;
    expect(room.wait()).toBe(false);
    room.send({ type: 'resume' });
    expect(room.game.step!.deadline).toBe(room.now + 5_000);
  });
});

describe('views', () => {
  test('[V2] whose model is whose', () => {
    expect(new Classroom({ play: 'relay' }).start(2).view(2).you!.rollout).toBe(0);
    expect(new Classroom({ play: 'teams', teams: 2 }).start(3).view(3).you!.rollout).toBe(0);
    const room = new Classroom().join(3);
    room.send({ type: 'offline', player: 1 });
    room.send({ type: 'start' });
    expect([1, 2, 3].map((player) => room.view(player).you!.rollout)).toEqual([null, 0, 1]);
  });

  test('[V3] paused: turns stay, the deadline goes; between steps there is neither', () => {
    const room = new Classroom().start(2);
    expect(room.view(1)).toMatchObject({ phase: 'playing', step: 'generate', deadline: room.now + 20_000 });
    room.send({ type: 'pause' });
    expect(room.view(1)).toMatchObject({ phase: 'paused', deadline: null, turns: [{ rollout: 0 }] });
    room.send({ type: 'resume' });
    room.playStep();
    expect(room.view(1)).toMatchObject({ step: null, deadline: null, turns: [] });
    expect(room.view(null)).toMatchObject({ you: null, turns: [], next: false });
  });

  test('[V4] next: who has a turn in the step to come', () => {
    const room = new Classroom({ play: 'relay' }).start(3);
    expect([1, 2, 3].map((player) => room.view(player).next)).toEqual([false, true, false]);
    room.playStep().wait();
    expect([1, 2, 3].map((player) => room.view(player).next)).toEqual([false, true, false]);
  });
});
