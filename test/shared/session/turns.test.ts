/** Draws, turns and time: given these events, when this command, then these events. */
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { blockedOn } from '../../../shared/session/schedule.ts';
import { foldEvents } from '../../../shared/session/evolve.ts';
import { commitmentOf, turnSeed } from '../../../shared/session/secret.ts';
import { generate } from '../../../shared/model/unigram.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';

/** The turns of each step that was opened. */
const dealt = (room: Classroom) =>
  room.log.flatMap((event) => (event.type === 'step_opened' ? [event.turns] : []));

/** A class that plays the writing and the training of the first round, up to the next step. */
const afterOneRound = (room: Classroom) => room.playStep().next().playStep().next();

describe('draws', () => {
  test('[D1] a turn that the server plays is drawn from its seed', () => {
    const room = new Classroom().start(2).next();
    const texts = room.log.flatMap((event) => (event.type === 'generated' ? [event.tokens] : []));
    expect(texts).toEqual([0, 1].map((rollout) => generate(uniforms(turnSeed(secret, rollout, 0)), 0.5, 10)));
  });

  test('[D3] a log replayed gives the state that play came to', () => {
    const room = new Classroom({ rounds: 6, handRounds: 3 }).start(4).playOn();
    expect(room.state.phase).toBe('finished');
    expect(foldEvents(structuredClone(room.log))).toEqual(room.state);
  });

  test('[D4] accumulate fits the urn: real tokens and every text so far', () => {
    const config = { regime: { kind: 'accumulate' }, rounds: 3, handRounds: null } as const;
    const room = new Classroom(config).start(2).playOn();
    let [ones, texts] = [0, 0];
    for (const event of room.log) {
      if (event.type !== 'refitted' || event.rollout !== 1) continue;
      ones += event.ones;
      texts += 1;
      expect(event.p).toBe((0.5 * 10 + ones) / (10 + 10 * texts));
    }
    expect(texts).toBe(3);
  });

  test('[D4] mix writes with real data mixed in, and fits the text alone', () => {
    const room = afterOneRound(new Classroom({ regime: { kind: 'mix', fresh: 0.25 }, start: 0.3 }).start(2));
    const p = room.game.rollouts[0]!.line[1]!;
    const turn = room.turns(2)[0]!;
    expect(turn).toMatchObject({ step: 'generate', rollout: 0, round: 1, p: 0.75 * p + 0.25 * 0.3 });
    const refit = room.log.find((event) => event.type === 'refitted' && event.rollout === 0);
    expect(refit).toMatchObject({ ones: Math.round(p * 10), p });
  });

  test('[D5] the commitment comes first, the secret last and nowhere between', () => {
    const room = new Classroom({ rounds: 2, handRounds: null }).start(3).playOn();
    expect(room.log[0]).toMatchObject({ type: 'created', commitment: commitmentOf(secret) });
    expect(room.log.at(-1)).toMatchObject({ type: 'finished', reason: 'rounds', secret });
    expect(JSON.stringify(room.log.slice(0, -1))).not.toContain(secret);
  });
});

describe('the deal', () => {
  test('[T2] a stable class goes round: whoever refits a rollout writes with it next', () => {
    const room = new Classroom({ rounds: 2, handRounds: null }).start(3).playOn();
    expect(dealt(room)).toEqual([
      [1, 2, 3],
      [2, 3, 1],
      [2, 3, 1],
      [3, 1, 2],
    ]);
  });

  test('[T2] a relay goes from one to the next', () => {
    const room = new Classroom({ play: 'relay', rounds: 3, handRounds: null }).start(3).playOn();
    expect(dealt(room)).toEqual([[1], [2], [2], [3], [3], [1]]);
  });

  test('[T3] a text does not go back to its writer when the pool has changed', () => {
    const room = new Classroom().start(3).playStep();
    room.send({ type: 'offline', player: 1 });
    room.wait();
    // pool [2, 3]: by the formula rollout 1 (written by 2) would go to 2 and rollout 2 (by 3) to 3
    expect(dealt(room).at(-1)).toEqual([3, 3, 2]);
  });

  test('[T3] alone in the pool the writer refits', () => {
    const room = new Classroom({ play: 'relay' }).start(1).playStep().next();
    expect(dealt(room).at(-1)).toEqual([1]);
  });

  test("[T4][T5] nobody gets a third turn: what is over is the server's, and played at once", () => {
    const room = new Classroom().start(4).playStep();
    for (const player of [2, 3, 4]) room.send({ type: 'offline', player });
    expect(room.state).toMatchObject({ phase: 'paused', reason: 'absence' });
    room.send({ type: 'resume' });
    room.wait();
    expect(dealt(room).at(-1)).toEqual([1, 1, null, null]);
    const refits = room.log.flatMap((event) => (event.type === 'refitted' ? [event] : []));
    expect(refits.map(({ rollout, by }) => `${rollout} ${by}`)).toEqual(['2 server', '3 server']);
  });
});

describe('playing a turn', () => {
  const tokens = generate(uniforms(turnSeed(secret, 0, 0)), 0.5, 10);
  const first = { type: 'generate', player: 1, rollout: 0, round: 0, tokens } as const;

  test('[T6] the same turn again is granted to its player and over for everybody else', () => {
    const room = new Classroom({ play: 'relay' }).start(2);
    expect(room.send(first)).toEqual({ ok: true });
    const after = room.state;
    expect(room.send(first)).toEqual({ ok: true });
    expect(room.code({ ...first, player: 2 })).toBe('turn_over');
    expect(room.state).toBe(after);
    room.wait();
    const ones = [...tokens].filter((token) => token === '1').length;
    const refit = { type: 'refit', player: 2, rollout: 0, round: 0, ones } as const;
    expect(room.send(refit)).toEqual({ ok: true, p: ones / 10 });
    expect(room.send(refit)).toEqual({ ok: true, p: ones / 10 });
  });

  test('[T7] errors come in their order: over, paused, not yours, wrong', () => {
    const room = new Classroom().start(2);
    const wrong = { ...first, player: 2, tokens: '' };
    expect(room.code(wrong)).toBe('not_your_turn');
    expect(room.code({ ...wrong, player: 1 })).toBe('wrong_tokens');
    room.send({ type: 'pause' });
    expect(room.code(wrong)).toBe('paused');
    room.send({ type: 'resume' });
    room.send(first);
    room.send({ type: 'pause' });
    expect(room.code(wrong)).toBe('turn_over');
    room.send({ type: 'resume' });
    expect(room.code({ ...first, rollout: 9 })).toBe('not_your_turn');
  });

  test('[T7] a wrong count is refused and changes nothing', () => {
    const room = new Classroom().start(2).playStep().next();
    const before = room.state;
    expect(room.code({ type: 'refit', player: 2, rollout: 0, round: 0, ones: 11 })).toBe('wrong_count');
    expect(room.state).toBe(before);
  });

  test('[T8] darts are checked against the seed, typed texts by their length alone', () => {
    const flipped = tokens.replace(/./g, (token) => (token === '0' ? '1' : '0'));
    expect(new Classroom().start(2).code({ ...first, tokens: flipped })).toBe('wrong_tokens');
    const typed = new Classroom({ writing: 'type' }).start(2);
    expect(typed.turns(1)[0]).toMatchObject({ seed: null });
    expect(typed.code({ ...first, tokens: '01' })).toBe('wrong_tokens');
    expect(typed.code({ ...first, tokens: flipped })).toBe('ok');
  });

  test('[T9] the open turns of a kicked player are played at once', () => {
    const room = new Classroom().start(3);
    expect(room.events({ type: 'kick', player: 2 })).toEqual([
      { type: 'kicked', player: 2 },
      expect.objectContaining({ type: 'generated', rollout: 1, by: 'server' }),
    ]);
    expect(room.code({ type: 'join', player: 2 })).toBe('kicked');
  });
});

describe('time', () => {
  test('[T1][C1] a step ends at its deadline, the server plays what is open, a beat later the next one opens', () => {
    const room = new Classroom().start(3);
    room.play(1);
    const opened = room.now;
    room.wait();
    expect(room.now - opened).toBe(20_000);
    expect(room.game.rollouts.map(({ writers }) => writers[0])).toEqual([1, 'server', 'server']);
    room.wait();
    expect(room.now - opened).toBe(20_800);
    expect(room.game.step).toMatchObject({ round: 0, kind: 'refit', left: 3 });
  });

  test('[C1] a turn that comes after the deadline is over, though no timer has fired', () => {
    const room = new Classroom().start(2);
    room.now += 20_000;
    expect(room.play(1)).toMatchObject({ error: { code: 'turn_over' } });
  });

  test('[C2] four fifths of five draw the deadline in, once', () => {
    const room = new Classroom().start(5);
    for (const player of [1, 2, 3]) room.play(player);
    expect(room.game.step!.early).toBe(false);
    room.play(4);
    expect(room.log.at(-1)).toMatchObject({ type: 'deadline', deadline: room.now + 5_000 });
    room.wait();
    expect(room.game.step!.left).toBe(0);
    expect(room.state.players[4]!.missed.count).toBe(0);
  });

  test('[C2] a deadline that is nearer than that stays', () => {
    const room = new Classroom().start(5);
    room.now += 16_000;
    for (const player of [1, 2, 3, 4]) room.play(player);
    expect(room.log.some(({ type }) => type === 'deadline')).toBe(false);
  });

  test('[C2] four of four wait for nobody, and steps without a deadline stay open', () => {
    const small = new Classroom().start(4);
    for (const player of [1, 2, 3]) small.play(player);
    expect(small.log.some(({ type }) => type === 'deadline')).toBe(false);
    const patient = new Classroom({ turnSeconds: null }).start(5);
    for (const player of [1, 2, 3, 4]) patient.play(player);
    expect(patient.log.some(({ type }) => type === 'deadline')).toBe(false);
    expect(patient.wait()).toBe(false);
  });

  test('[C3] in manual pace a round waits for the host, its refit does not', () => {
    const room = new Classroom({ pace: 'manual' }).start(2).playStep();
    expect(room.wait()).toBe(true);
    expect(room.game.step!.kind).toBe('refit');
    expect(blockedOn(room.state)).toBeNull();
    room.playStep();
    expect(room.wait()).toBe(false);
    expect(blockedOn(room.state)).toBe('host');
    room.send({ type: 'advance', round: 1, step: null });
    expect(room.game.step).toMatchObject({ round: 1, kind: 'generate' });
  });

  test('[C4] with nobody here no step opens by itself', () => {
    const room = new Classroom({ play: 'relay' }).start(1).playStep();
    room.send({ type: 'offline', player: 1 });
    room.send({ type: 'resume' });
    expect(room.wait()).toBe(false);
    expect(blockedOn(room.state)).toBe('students');
    room.send({ type: 'online', player: 1 });
    expect(blockedOn(room.state)).toBeNull();
    expect(room.wait()).toBe(true);
  });

  test('[C5] after the hand rounds the server plays a round every half second, whoever is here', () => {
    const room = afterOneRound(new Classroom({ rounds: 4, handRounds: 1, pace: 'manual' }).start(2));
    expect(room.log.some(({ type }) => type === 'watching')).toBe(true);
    for (const player of [1, 2]) room.send({ type: 'offline', player });
    expect(room.state.phase).toBe('watching');
    const before = room.now;
    while (room.wait());
    expect(room.state.phase).toBe('finished');
    expect(room.now - before).toBe(2 * 500);
    expect(room.game.rollouts.every(({ line }) => line.length === 5)).toBe(true);
  });

  test('[C5] with no hand rounds the start is the first watched round', () => {
    const room = new Classroom({ rounds: 2, handRounds: 0 }).start(2);
    expect(room.state.phase).toBe('watching');
    expect(room.game.rollouts[0]!.line).toHaveLength(2);
  });

  test('[C6] nothing follows the end', () => {
    const room = new Classroom({ rounds: 1 }).start(2).playOn();
    const end = room.log.length;
    for (const type of ['online', 'offline'] as const) room.send({ type, player: 1 });
    room.send({ type: 'join', player: 1 });
    room.play(1);
    expect(room.log).toHaveLength(end);
    expect(room.wait()).toBe(false);
  });

  test('[C7] after a restart an open step has ten seconds left, even one that was over', () => {
    const room = new Classroom().start(2);
    room.now += 60_000;
    room.send({ type: 'restarted' });
    expect(room.log.at(-1)).toMatchObject({ type: 'deadline', deadline: room.now + 10_000 });
    expect(room.play(1)).toEqual({ ok: true });
  });
});
