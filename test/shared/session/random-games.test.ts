/** Properties of whole random games. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { turnKeyOf } from '../../../shared/session/draws.ts';
import { turnSeed } from '../../../shared/session/secret.ts';
import type { Command } from '../../../shared/session/command.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { evolve, foldEvents } from '../../../shared/session/evolve.ts';
import { isHere, openStep, type Started, type State } from '../../../shared/session/state.ts';
import { countOnes, fit, generate, writingChance } from '../../../shared/model/unigram.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { forGames } from '../random-game.ts';

/** A rollout as the turn key alone has it, played by nobody. */
function trajectory(room: Classroom, rollout: number): number[] {
  const { regime, textLength, start, rounds } = room.state.config;
  const line = [start];
  let allOnes = 0;
  for (let round = 0; round < rounds; round++) {
    const chance = writingChance(regime, line.at(-1)!, start);
    const seed = turnSeed(turnKeyOf(room.game, secret), rollout, round);
    const ones = countOnes(generate(uniforms(seed), chance, textLength));
    allOnes += ones;
    line.push(fit(regime, { ones, allOnes, allTokens: (round + 1) * textLength }, textLength, start));
  }
  return line;
}

describe('any game', () => {
  test('[D2] in throw writing a trajectory is the same for every pattern of who is present', () => {
    forGames(150, (play) => {
      const room = play({ writing: 'throw' });
      room.send({ type: 'resume' });
      room.playOn();
      for (const [rollout, { line }] of room.game.rollouts.entries())
        expect(line).toEqual(trajectory(room, rollout).slice(0, line.length));
    });
  });

  test('[T1][T3][T4] every turn is dealt to one who is here or to the server, never a third one, never an own text', () => {
    forGames(300, (play) => {
      let state: State | null = null;
      for (const event of play().log) {
        if (event.type === 'step_opened') checkDeal(state as Started, event);
        state = evolve(state, event);
      }
    });
  });

  test('[T2] in a stable class of everyone each has one turn in each step, and everybody writes and refits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), (players, rounds) => {
        const room = new Classroom({ rounds, handRounds: null }).start(players).playOn();
        const everyone = Array.from({ length: players }, (_, index) => index + 1);
        const steps = room.log.flatMap((event) => (event.type === 'step_opened' ? [event] : []));
        expect(steps).toHaveLength(2 * rounds);
        for (const { turns } of steps) expect(turns.toSorted((a, b) => a! - b!)).toEqual(everyone);
        for (const type of ['generated', 'refitted']) {
          const by = room.log.flatMap((event) => (event.type === type && 'by' in event ? [event.by] : []));
          expect(new Set(by)).toEqual(new Set(everyone));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('[C1] no step outlives its deadline, and nothing is left undone that is due', () => {
    forGames(200, (play) => {
      play({}, ({ state, now }, { type }) => {
        const deadline = state.phase === 'playing' ? openStep(state)?.deadline : null;
        if (deadline != null && type !== 'restarted') expect(deadline).toBeGreaterThan(now);
      });
    });
  });

  test('[H1] any command sent twice changes nothing the second time', () => {
    forGames(200, (play) => {
      let again = false;
      play({}, (room, command) => {
        const newSeat = command.type === 'join' && command.player === null;
        if (again || newSeat) return;
        const { state } = room;
        again = true;
        room.send(command);
        again = false;
        expect(room.state, command.type).toBe(state);
      });
    });
  });

  test('[D3] replaying the log gives the same state, whole or in two parts', () => {
    forGames(150, (play, cut) => {
      const { log, state } = play();
      const half = cut % log.length;
      expect(foldEvents(log)).toEqual(state);
      expect(foldEvents(log.slice(half), foldEvents(log.slice(0, half)))).toEqual(state);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    });
  });

  test('[V1] a view never holds a seed but those of its own open turns, nor the secret', () => {
    const seedsOf = new Map<string, Map<number, string>>();
    const seedsUnder = (key: string) => {
      const seeds = new Map<number, string>();
      for (let rollout = 0; rollout < 40; rollout++)
        for (let round = 0; round < 8; round++)
          seeds.set(turnSeed(key, rollout, round), `${rollout}/${round}`);
      seedsOf.set(key, seeds);
      return seeds;
    };
    forGames(60, (play) => {
      play({}, (room) => {
        if (room.state.phase === 'lobby' || room.state.phase === 'finished') return;
        const step = openStep(room.state);
        const key = turnKeyOf(room.game, secret);
        const seeds = seedsOf.get(key) ?? seedsUnder(key);
        const { length } = room.state.players;
        for (const player of [1, length].filter((one) => one <= length)) {
          const own = (step?.turns ?? []).flatMap((dealtTo, rollout) =>
            dealtTo === player ? [`${rollout}/${step!.round}`] : [],
          );
          const shown = JSON.stringify(room.view(player));
          expect(shown).not.toContain(secret);
          for (const [number] of shown.matchAll(/\d+/g)) {
            const turn = seeds.get(Number(number));
            if (turn !== undefined) expect(own).toContain(turn);
          }
        }
      });
    });
  });

  test('every command on every state is answered', () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 300 }), fc.constantFrom(NaN, 1e308, 0.5));
    const ofPlayers = 'join generate refit forecast kick advance bots online offline'.split(' ');
    const ofAll = 'start pause resume stop fast_forward tick restarted'.split(' ');
    const command = fc.oneof(
      fc.record({
        type: fc.constantFrom(...ofPlayers),
        ...{ player: number, rollout: number, round: number, ones: number },
        count: fc.integer({ min: 0, max: 250 }),
        pole: fc.constantFrom(0, 1),
        tokens: fc.string(),
        step: fc.constantFrom('generate', 'refit', null),
      }),
      fc.record({ type: fc.constantFrom(...ofAll) }),
    ) as fc.Arbitrary<Command>;
    const commands = fc.tuple(fc.nat(4), fc.array(command, { maxLength: 30 }));
    const answers: Parameters<typeof forGames<[number, Command[]]>>[1] = (play, [moment, all]) => {
      const played = play();
      const room = moment === 0 ? new Classroom(played.state.config) : played;
      for (const one of all) expect(typeof room.send(one).ok).toBe('boolean');
      expect(foldEvents(room.log)).toEqual(room.state);
    };
    forGames(200, answers, commands);
  });
});

function checkDeal(
  state: Started,
  { step, round, turns }: Extract<SessionEvent, { type: 'step_opened' }>,
): void {
  turns.forEach((player, rollout) => {
    if (player === null) return;
    expect(isHere(state.players[player - 1]!)).toBe(true);
    expect(turns.filter((one) => one === player).length).toBeLessThanOrEqual(2);
    const pool = state.players.filter((one) => isHere(one) && (state.teams === null || one.team === rollout));
    expect(pool.map((one) => one.player)).toContain(player);
    if (step === 'refit' && pool.length > 1) expect(player).not.toBe(state.rollouts[rollout]!.writers[round]);
  });
}
