/** A finished session checked against its secret, and what catches a change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitmentOf } from '../../shared/secret.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { verify, type Checked, type Verdict } from '../../shared/verify.ts';
import { Classroom, secret } from './classroom.ts';
import { game, playGame } from './random-game.ts';

function verdictOf(checked: Checked): Verdict {
  const steps = verify(checked);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const checkedOf = ({ log, state }: Classroom): Checked => ({
  config: state.config,
  commitment: commitmentOf(secret),
  secret,
  events: log,
});

describe('verifying', () => {
  test('finds every text and refit of any game as the secret has it', () => {
    fc.assert(
      fc.property(...game, (setUp, players, script) => {
        const room = playGame(setUp, players, script);
        const count = (type: SessionEvent['type']) => room.log.filter((event) => event.type === type).length;
        const texts = room.state.config.writing === 'throw' ? count('generated') : 0;
        expect(verdictOf(checkedOf(room))).toEqual({ ok: true, texts, refits: count('refitted') });
      }),
      { numRuns: 60 },
    );
  });

  test('catches any one token that was changed, and names the place', () => {
    const checked = checkedOf(new Classroom({ rounds: 6, handRounds: 2 }).start(4).playOn());
    const places = checked.events.flatMap((event, index) => (event.type === 'generated' ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(9), (index, place) => {
        const events = checked.events.map((event, i) => {
          if (i !== index || event.type !== 'generated') return event;
          const flipped = event.tokens[place] === '0' ? '1' : '0';
          return { ...event, tokens: event.tokens.slice(0, place) + flipped + event.tokens.slice(place + 1) };
        });
        const changed = checked.events[index]! as Extract<SessionEvent, { type: 'generated' }>;
        expect(verdictOf({ ...checked, events })).toEqual({
          ok: false,
          place: `the text of model ${changed.rollout + 1} in round ${changed.round + 1}`,
          expected: changed.tokens,
        });
      }),
      { numRuns: 60 },
    );
  });

  test('catches another secret, a changed p, a missing event and a turn played twice', () => {
    const checked = checkedOf(new Classroom({ rounds: 3, handRounds: 3 }).start(3).playOn());
    const { events } = checked;
    const places = (changed: Partial<Checked>) => verdictOf({ ...checked, ...changed });
    expect(places({ secret: 'f'.repeat(32) })).toMatchObject({ ok: false, place: 'the secret' });
    const refit = events.findIndex(({ type }) => type === 'refitted');
    const moved = events.map((event, i) =>
      i === refit && event.type === 'refitted' ? { ...event, p: 0.01 } : event,
    );
    expect(places({ events: moved })).toMatchObject({ ok: false, place: 'the refit of model 3 in round 1' });
    expect(places({ events: events.toSpliced(refit - 1, 1) })).toMatchObject({ ok: false });
    expect(places({ events: events.toSpliced(refit, 0, events[refit]!) })).toMatchObject({ ok: false });
  });
});
