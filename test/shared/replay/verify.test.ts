/** Verification of a session against its secret, and detection of changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../shared/session/draws.ts';
import { commitmentOf } from '../../../shared/session/secret.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { Checked, Verdict } from '../../../shared/replay/verify.ts';
import { bytesOf, Classroom, secret } from '../../support/session/classroom.ts';
import { verdictOf } from '../../support/session/verdict.ts';
import { forGames } from '../random-game.ts';

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

const commitment = commitmentOf(secret);
const checkedOf = ({ log }: Classroom): Checked => ({ commitment, secret, events: log });

/** Four models, six rounds of which two are by hand. */
const checked = checkedOf(new Classroom({ rounds: 6, handRounds: 2 }).start(4).playOn());

/** The verdict on the log with one event changed, the first of its type that fits. */
function changed<T extends SessionEvent['type']>(
  type: T,
  change: (event: Of<T>) => Partial<Of<T>>,
  fits: (event: Of<T>) => boolean = () => true,
): Verdict {
  const place = checked.events.findIndex((event) => event.type === type && fits(event as Of<T>));
  const event = checked.events[place] as Of<T>;
  const events = checked.events.with(place, { ...event, ...change(event) } as SessionEvent);
  return verdictOf({ ...checked, events });
}

/** The log without one event, the rest numbered as if it had never been. */
function without(index: number): SessionEvent[] {
  return checked.events.toSpliced(index, 1).map((event, i) => ({ ...event, seq: i + 1 }));
}

const differs = (place: string, expected: string) => ({ ok: false, place, expected });

describe('verifying', () => {
  test('finds every text and refit of any game as the secret has it', () => {
    forGames(60, (play) => {
      const room = play();
      room.send({ type: 'stop' });
      const count = (type: SessionEvent['type']) => room.log.filter((event) => event.type === type).length;
      const { writing } = room.state.config;
      const texts = writing === 'throw' ? count('generated') : 0;
      const source = sourceOf(room.game);
      expect(verdictOf(checkedOf(room))).toEqual({
        ok: true,
        writing,
        texts,
        refits: count('refitted'),
        source,
      });
    });
  });

  test('finds nothing wrong where nothing was played', () => {
    const room = new Classroom().start(1);
    room.send({ type: 'stop' });
    const none = { writing: 'throw', texts: 0, refits: 0, source: { kind: 'given' } };
    expect(verdictOf(checkedOf(room))).toEqual({ ok: true, ...none });
  });

  test('catches any one token that was changed, and names the place', () => {
    const places = checked.events.flatMap((event, index) => (event.type === 'generated' ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(9), (index, place) => {
        const event = checked.events[index] as Of<'generated'>;
        const drawn = event.tokens[place]!;
        const tokens = event.tokens.slice(0, place) + (1 - Number(drawn)) + event.tokens.slice(place + 1);
        const events = checked.events.with(index, { ...event, tokens });
        const text = `the text of model ${event.rollout + 1} in round ${event.round + 1}`;
        const expected = differs(`token ${place + 1} of ${text}`, `a ${drawn}`);
        expect(verdictOf({ ...checked, events })).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('catches any one event that is missing, also where the others are numbered anew', () => {
    const places = checked.events.flatMap(({ type }, index) =>
      ['generated', 'refitted', 'step_opened', 'finished'].includes(type) ? [index] : [],
    );
    for (const index of places) {
      expect(verdictOf({ ...checked, events: without(index) }).ok, `without ${index + 1}`).toBe(false);
      if (index === checked.events.length - 1) continue;
      const events = checked.events.toSpliced(index, 1);
      const expected = differs(`event ${index + 1}`, 'an event with this number');
      expect(verdictOf({ ...checked, events })).toEqual(expected);
    }
  });

  test('names the refit whose p or whose number of 1s was changed', () => {
    const last = (event: Of<'refitted'>) => event.rollout === 2 && event.round === 5;
    const place = 'the refit of model 3 in round 6';
    const { ones, p } = checked.events.find(
      (event): event is Of<'refitted'> => event.type === 'refitted' && last(event),
    )!;
    const otherP = changed('refitted', () => ({ p: p === 0.1 ? 0.2 : 0.1 }), last);
    expect(otherP).toEqual(differs(place, `${p} as the new p`));
    const otherOnes = changed('refitted', () => ({ ones: ones + 1 }), last);
    expect(otherOnes).toEqual(differs(place, `${ones} as the number of 1s`));
  });

  test('names the turn that another player, or a player in place of the server, is said to have played', () => {
    const byHand = (event: Of<'generated'>) => event.by !== 'server';
    const another = changed('generated', ({ by }) => ({ by: by === 1 ? 2 : 1 }), byHand);
    expect(another).toEqual(differs('the text of model 1 in round 1', 'a turn of player 1'));
    const byServer = (event: Of<'refitted'>) => event.by === 'server';
    const player = changed('refitted', () => ({ by: 1 }), byServer);
    expect(player).toEqual(differs('the refit of model 1 in round 3', 'a turn of the server'));
  });

  test('catches another secret, another commitment, and another secret at the end', () => {
    const other = 'f'.repeat(32);
    const secretIsWrong = differs('the secret', 'one whose SHA-256 is the commitment');
    expect(verdictOf({ ...checked, secret: other })).toEqual(secretIsWrong);
    expect(verdictOf({ ...checked, secret: 'no secret' })).toEqual(secretIsWrong);
    expect(verdictOf({ ...checked, commitment: commitmentOf(other) })).toEqual(secretIsWrong);
    const both = verdictOf({ ...checked, secret: other, commitment: commitmentOf(other) });
    const first = changed('created', () => ({ commitment: commitmentOf(other) }));
    for (const verdict of [both, first]) expect(verdict).toMatchObject({ place: 'event 1' });
    const last = changed('finished', () => ({ secret: other }));
    expect(last).toMatchObject({ expected: 'the secret that was committed to' });
  });

  test('[C6] catches an end before the last round, and anything after the end', () => {
    const room = new Classroom({ rounds: 6, handRounds: 2 }).start(4).playStep();
    room.send({ type: 'stop' });
    const finished = { ...(room.log.at(-1) as Of<'finished'>), reason: 'rounds' as const };
    const early = [...room.log.slice(0, -1), finished];
    const expected = 'the step refit of round 1, which is missing';
    expect(verdictOf({ ...checkedOf(room), events: early })).toMatchObject({ expected });
    const seq = checked.events.length + 1;
    const more: SessionEvent = { seq, at: 0, type: 'presence', player: 1, online: false };
    const verdict = verdictOf({ ...checked, events: [...checked.events, more] });
    expect(verdict).toEqual(differs(`event ${seq}`, 'none after the end'));
  });

  test('catches what is no log at all', () => {
    const nonsense = [...checked.events.slice(0, 8), { seq: 9, at: 0, type: 'nonsense' } as never];
    expect(verdictOf({ ...checked, events: [] })).toMatchObject({ ok: false, place: 'the last event' });
    expect(verdictOf({ ...checked, events: nonsense })).toMatchObject({ ok: false });
    expect(verdictOf({ ...checked, events: checked.events.toSpliced(0, 1) })).toMatchObject({ ok: false });
  });
});

describe('with bytes of players', () => {
  const room = new Classroom({ rounds: 3, handRounds: 1 }, { isSealed: true }).join(4);
  room.send({ type: 'offline', player: 4 });
  room.send({ type: 'start' });
  for (const player of [1, 3]) room.reveal(player);
  room.wait();
  room.playOn();
  const { log } = room;
  const sealed = { commitment, secret, events: log, fixed: room.game.draws!.fixed };
  const started = log.find((event): event is Of<'started'> => event.type === 'started')!;
  const revealed = log.filter((event): event is Of<'revealed'> => event.type === 'revealed');

  /** The verdict on other events, numbered anew. */
  const verdictOn = (events: readonly SessionEvent[]) =>
    verdictOf({ ...sealed, events: events.map((event, index) => ({ ...event, seq: index + 1 })) });
  const replaced = (event: SessionEvent, change: object) =>
    verdictOn(log.with(event.seq - 1, { ...event, ...change } as SessionEvent));

  test('[D9] says how many are in, and how many are missing', () => {
    expect(verdictOf(sealed)).toMatchObject({ ok: true, source: { kind: 'players', in: 2, missing: 1 } });
  });

  test('[D7] catches bytes that were not sealed, of whoever they are said to be, and bytes that come twice', () => {
    const [first] = revealed;
    const others = differs(`event ${first!.seq}`, 'the bytes that player 1 had sealed');
    expect(replaced(first!, { bytes: 'f'.repeat(32) })).toEqual(others);
    expect(replaced(first!, { bytes: 'no hex' })).toEqual(others);
    const nobodys = 'no bytes of this player here';
    for (const player of [4, 9]) expect(replaced(first!, { player })).toMatchObject({ expected: nobodys });
    expect(verdictOn(log.toSpliced(first!.seq, 0, first!))).toMatchObject({ expected: nobodys });
  });

  test('[D7] catches bytes that come after round 0 has opened', () => {
    const opened = log.findIndex(({ type }) => type === 'step_opened');
    const late: SessionEvent = { seq: 0, at: 0, type: 'revealed', player: 2, bytes: bytesOf(2) };
    expect(verdictOn(log.toSpliced(opened + 1, 0, late))).toMatchObject({
      ok: false,
      place: `event ${opened + 2}`,
    });
    expect(verdictOn(log.toSpliced(opened, 0, late))).toMatchObject({
      place: expect.stringMatching(/text of model/),
    });
  });

  test('[D9] catches bytes that are left out', () => {
    expect(verdictOn(log.toSpliced(revealed[1]!.seq - 1, 1))).toMatchObject({ ok: false });
  });

  test('[D7] catches seals that are left out or added, and a start that was another on this device', () => {
    const place = `event ${started.seq}`;
    for (const seals of [[1, 3], [1, 2, 3, 4], []])
      expect(replaced(started, { seals })).toEqual(differs(place, 'the seals of all who were online'));
    const other = verdictOf({ ...sealed, fixed: 'f'.repeat(64) });
    expect(other).toEqual(differs(place, 'the start that was shown to this device'));
  });
});
