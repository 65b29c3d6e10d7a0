/** Seals, reveals and the turn key: what is fixed when, and by whom. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { generate } from '../../../shared/model/unigram.ts';
import { fixedDigest, fixedIn, isRevealing, turnKeyOf } from '../../../shared/session/draws.ts';
import { evolve } from '../../../shared/session/evolve.ts';
import { canonicalJson, commitmentOf, sealOf, turnKey, turnSeed } from '../../../shared/session/secret.ts';
import { bytesOf, Classroom, secret } from '../../support/session/classroom.ts';
import { verdictOf } from '../../support/session/verdict.ts';

const sha256 = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
const sealed = (config: ConstructorParameters<typeof Classroom>[0] = {}) =>
  new Classroom(config, { isSealed: true });

/** Three players who have sealed; the game has started, and nothing is revealed. */
function revealing(config: ConstructorParameters<typeof Classroom>[0] = {}): Classroom {
  const room = sealed(config).join(3);
  room.send({ type: 'start' });
  return room;
}

describe('the formulas', () => {
  test('[D6][D9] are SHA-256 of the bytes that docs/wire.md names', () => {
    const commitment = commitmentOf(secret);
    expect(sealOf(commitment, bytesOf(1))).toBe(sha256(commitment + bytesOf(1)));
    const fixed = 'f1'.repeat(32);
    const key = turnKey(secret, fixed, [
      [258, bytesOf(258)],
      [7, bytesOf(7)],
    ]);
    expect(key).toBe(sha256(`${secret}${fixed}00000007${bytesOf(7)}00000102${bytesOf(258)}`));
  });

  test('[D7] H is of canonical JSON, whatever the order of fields', () => {
    const { game } = revealing({ regime: { kind: 'mix', fresh: 1e-7 } });
    const fixed = fixedIn(game)!;
    const backwards = { ...fixed, config: Object.fromEntries(Object.entries(fixed.config).reverse()) };
    expect(fixedDigest(backwards as typeof fixed)).toBe(game.draws!.fixed);
    expect(canonicalJson(fixed)).toMatch(
      /^\{"commitment":"a8f.*","config":\{"beat":800,.*"regime":\{"fresh":1e-7,"kind":"mix"\},.*\},"owners":\[1,2,3\],"rollouts":3,"seals":\[\[1,"/,
    );
    expect(createHash('sha256').update(canonicalJson(fixed)).digest('hex')).toBe(game.draws!.fixed);
  });

  test('canonical JSON is JSON, and the same for equal values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe('a seal', () => {
  test('[D6] comes with the join, and a later join replaces it before the start', () => {
    const room = sealed().join(1);
    expect(room.log.at(-1)).toMatchObject({ type: 'joined', seal: room.sealOf(1) });
    expect(room.view(1).you).toMatchObject({ seal: 'sealed' });
    const other = room.sealOf(9);
    const again = { type: 'join', player: 1, seal: other } as const;
    expect(room.events(again)).toEqual([{ type: 'sealed', player: 1, seal: other }]);
    expect(room.events(again)).toEqual([]);
    expect(room.events({ type: 'join', player: 1 })).toEqual([]);
    room.send({ type: 'start' });
    expect(room.reveal(1)).toMatchObject({ error: { code: 'wrong_bytes' } });
    expect(room.events({ type: 'join', player: 1, seal: room.sealOf(1) })).toEqual([]);
  });

  test('[D6] that another player has is refused, with a new seat and with an old one', () => {
    const room = sealed().join(2);
    const seal = room.sealOf(1);
    expect(room.code({ type: 'join', player: null, seal })).toBe('seal_taken');
    expect(room.code({ type: 'join', player: 2, seal })).toBe('seal_taken');
    expect(room.code({ type: 'join', player: 1, seal })).toBe('ok');
    expect(room.state.players).toHaveLength(2);
  });

  test('[D6] is ignored after the start, and where the secret was given', () => {
    const room = sealed().start(2);
    room.join(1);
    const given = new Classroom();
    given.send({ type: 'join', player: null, seal: given.sealOf(1) });
    given.send({ type: 'join', player: 1, seal: given.sealOf(1) });
    for (const { log } of [room, given]) expect(log.at(-1)).not.toHaveProperty('seal');
    expect(given.view(1)).not.toHaveProperty('commitment');
  });
});

describe('the start', () => {
  test('[D7] fixes the seals of those who are online, and shows their digest to everybody', () => {
    const room = sealed().join(4);
    room.send({ type: 'offline', player: 2 });
    room.send({ type: 'kick', player: 3 });
    room.send({ type: 'bots', count: 2 });
    expect(room.events({ type: 'start' })).toEqual([
      { type: 'started', rollouts: 4, teams: null, owners: [1, 4, 5, 6], seals: [1, 4] },
    ]);
    const { fixed } = room.view(null);
    expect(fixed).toBe(room.game.draws!.fixed);
    expect([1, 2, 4].map((player) => room.view(player).you!.seal)).toEqual(['fixed', undefined, 'fixed']);
  });

  test.each([{ rounds: 5 }, { textLength: 3 }, { start: 0.4 }, { play: 'teams' }] as const)(
    '[D7] fixes the config too: %j gives another digest',
    (change) => {
      expect(revealing(change).game.draws!.fixed).not.toBe(revealing().game.draws!.fixed);
    },
  );

  test('[D9] opens round 0 at once where nobody has sealed, in type writing, and with a given secret', () => {
    const unsealed = sealed();
    unsealed.send({ type: 'join', player: null });
    unsealed.send({ type: 'start' });
    const rooms = [unsealed, sealed({ writing: 'type' }).start(2), new Classroom().start(2)];
    for (const room of rooms) {
      expect(room.game.step).toMatchObject({ round: 0, kind: 'generate' });
      expect(room.view(1)).not.toHaveProperty('fixed');
      expect(turnKeyOf(room.game, secret)).toBe(secret);
    }
  });
});

describe('revealing', () => {
  test('[D7] accepts each player’s own sealed bytes, once, until round 0 opens', () => {
    const room = revealing();
    const bytes = bytesOf(1);
    expect(room.code({ type: 'reveal', player: 2, bytes })).toBe('wrong_bytes');
    expect(room.events({ type: 'reveal', player: 1, bytes })).toEqual([
      { type: 'revealed', player: 1, bytes },
    ]);
    expect(room.code({ type: 'reveal', player: 1, bytes })).toBe('ok');
    expect(room.log.filter(({ type }) => type === 'revealed')).toHaveLength(1);
    expect([1, 2].map((player) => room.view(player).you!.seal)).toEqual(['revealed', 'fixed']);
    room.wait();
    expect([1, 2].map((player) => room.view(player).you!.seal)).toEqual(['revealed', 'missing']);
    expect(room.code({ type: 'reveal', player: 2, bytes: bytesOf(2) })).toBe('wrong_phase');
    expect(room.code({ type: 'reveal', player: 1, bytes })).toBe('ok');
    expect(sealed().join(1).reveal(1)).toMatchObject({ error: { code: 'wrong_phase' } });
  });

  test('[D8] opens round 0 with the last bytes, or after three seconds', () => {
    const room = revealing();
    const started = room.now;
    expect(room.turns(1)).toEqual([]);
    for (const player of [3, 1, 2]) room.reveal(player);
    expect(room.game.step).toMatchObject({ round: 0, kind: 'generate' });
    expect(room.now).toBe(started);
    const late = revealing();
    late.reveal(2);
    late.wait();
    expect(late.now).toBe(started + 3_000);
    expect(late.game.step).toMatchObject({ round: 0, kind: 'generate' });
  });

  test('[D8] opens round 0 in manual pace too, and watched rounds where no round is by hand', () => {
    for (const config of [{ pace: 'manual' }, { handRounds: 0, rounds: 3 }] as const) {
      const room = sealed(config).start(2);
      expect(room.game.step).not.toBeNull();
    }
  });

  test('[D8] a pause delays it, and takes bytes; with all of them round 0 opens when it ends', () => {
    const room = revealing();
    room.now += 2_000;
    room.send({ type: 'pause' });
    room.now += 60_000;
    room.send({ type: 'tick' });
    expect(isRevealing(room.state)).toBe(true);
    expect(room.reveal(1)).toEqual({ ok: true });
    room.send({ type: 'resume' });
    expect(isRevealing(room.state)).toBe(true);
    const resumed = room.now;
    room.wait();
    expect(room.now).toBe(resumed + 3_000);
    const whole = revealing();
    whole.send({ type: 'pause' });
    for (const player of [1, 2, 3]) whole.reveal(player);
    expect(isRevealing(whole.state)).toBe(true);
    whole.send({ type: 'resume' });
    expect(whole.game.step).toMatchObject({ round: 0 });
  });

  test('[D8] after a restart there are ten seconds left', () => {
    const room = revealing();
    room.now += 60_000;
    const deadline = room.now + 10_000;
    expect(room.events({ type: 'restarted' })).toEqual([{ type: 'deadline', deadline }]);
    expect(room.reveal(1)).toEqual({ ok: true });
    room.wait();
    expect(room.now).toBe(deadline);
  });

  test('[D8] advance and fast_forward do not open round 0, and stop ends the game', () => {
    const room = revealing();
    expect(room.code({ type: 'advance', round: 0, step: null })).toBe('wrong_phase');
    expect(room.code({ type: 'fast_forward' })).toBe('wrong_phase');
    expect(isRevealing(room.state)).toBe(true);
    room.reveal(3);
    expect(room.code({ type: 'stop' })).toBe('ok');
    expect(room.view(1).draws).toMatchObject({ secret, revealed: [[3, bytesOf(3)]], owners: [1, 2, 3] });
    expect(room.view(1).draws!.missing.map(([player]) => player)).toEqual([1, 2]);
    expect(verdictOf({ commitment: room.state.commitment, secret, events: room.log })).toMatchObject({
      source: { kind: 'players', in: 1, missing: 2 },
    });
  });

  test('[D8] with nobody here round 0 waits, as every step does', () => {
    const room = revealing();
    for (const player of [1, 2, 3]) room.send({ type: 'offline', player });
    room.send({ type: 'resume' });
    expect(room.wait()).toBe(false);
    room.send({ type: 'online', player: 1 });
    expect(room.wait()).toBe(true);
    expect(room.game.step).toMatchObject({ round: 0 });
  });
});

describe('the turn key', () => {
  test('[D1][D9] gives every text, by hand and by the server', () => {
    const room = sealed({ rounds: 2, handRounds: 1 }).start(2).playOn();
    const key = turnKey(secret, room.game.draws!.fixed, [
      [1, bytesOf(1)],
      [2, bytesOf(2)],
    ]);
    const first = room.log.find((event) => event.type === 'generated');
    expect(first).toMatchObject({ tokens: generate(uniforms(turnSeed(key, 0, 0)), 0.5, 10) });
    expect(verdictOf({ commitment: room.state.commitment, secret, events: room.log })).toMatchObject({
      ok: true,
      source: { kind: 'players', in: 2, missing: 0 },
    });
  });

  test('[D9] is another with any bytes less, and only those that came before round 0 are in it', () => {
    const keys = [[], [1], [1, 2], [1, 2, 3]].map((came) => {
      const room = revealing();
      for (const player of came) room.reveal(player);
      if (isRevealing(room.state)) room.wait();
      room.reveal(3);
      return turnKeyOf(room.game, secret);
    });
    expect(new Set(keys).size).toBe(4);
  });

  test('a secret that was ground for its draws draws others once a single player has sealed', () => {
    const allAtOne = ({ game }: Classroom) => game.rollouts.every(({ line }) => line.at(-1) === 1);
    const config = { textLength: 1, rounds: 3, handRounds: 0 };
    const ground = Array.from({ length: 5_000 }, (_, attempt) => attempt.toString(16).padStart(32, '0')).find(
      (own) => allAtOne(new Classroom(config, { secret: own }).start(8)),
    )!;
    expect(allAtOne(new Classroom(config, { secret: ground }).start(8).playOn())).toBe(true);
    const room = new Classroom(config, { secret: ground, isSealed: true });
    room.send({ type: 'join', player: null, seal: room.sealOf(1) });
    for (let i = 0; i < 7; i++) room.send({ type: 'join', player: null });
    room.send({ type: 'start' });
    room.reveal(1);
    expect(allAtOne(room.playOn())).toBe(false);
  });

  test('a log that a server wrote before there were seals gives the same draws', () => {
    const room = sealed({ rounds: 2 }).join(2);
    const next = { seq: room.state.seq + 1, at: room.now };
    const state = evolve(room.state, { ...next, type: 'started', rollouts: 2, teams: null, owners: [1, 2] });
    expect(turnKeyOf(state as typeof room.game, secret)).toBe(secret);
  });
});
