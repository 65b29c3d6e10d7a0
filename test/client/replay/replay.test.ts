/** Playback of a replay: steps, URL, names, and the verdict in words. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AddressBar, withParameters } from '../../../client/ui/url-state.ts';
import { Timeline } from '../../../client/replay/timeline.ts';
import { Verification, verdictSentence } from '../../../client/replay/verification.svelte.ts';
import { momentOf, parametersOf } from '../../../client/replay/moment.ts';
import { setsWithin, sourceSentence } from '../../../client/game/draws.text.ts';
import type { Source } from '../../../shared/session/draws.ts';
import { description } from '../../../client/replay/picture.ts';
import { ReplayPlayer } from '../../../client/replay/playback.svelte.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';

const page = 'http://school.example/replay/abc';
const end = { step: null, namesHidden: false };

/** Twelve models, of which enough are played that a timeline keeps some stories and tells others. */
const played = new Classroom({ rounds: 60, handRounds: 3 }).start(24).playOn();
const timeline = new Timeline(played.log);

describe('a timeline', () => {
  test('has a frame for the start and for each step, and the end is the last', () => {
    expect(timeline.length).toBe(1 + 2 * 60);
    expect(timeline.at(0)!.written).toBeNull();
    expect(timeline.at(timeline.length - 1)!.state).toEqual(played.state);
    expect(timeline.at(timeline.length)).toBeUndefined();
  });

  test('shows the same board in whatever order its frames are asked for', () => {
    const ends = played.log.flatMap(({ type }, index) =>
      type === 'step_opened' || type === 'finished' ? [type === 'finished' ? index + 1 : index] : [],
    );
    fc.assert(
      fc.property(fc.array(fc.nat(120), { minLength: 1, maxLength: 8 }), (positions) => {
        for (const position of positions)
          expect(timeline.at(position)).toEqual(applyEvents(null, played.log.slice(0, ends[position])));
      }),
      { numRuns: 20 },
    );
  });

  test('of a game that never started has no frame, and of one that was stopped at once a few', () => {
    expect(new Timeline(new Classroom().join(3).log).length).toBe(0);
    const room = new Classroom().start(1);
    room.send({ type: 'stop' });
    const short = new Timeline(room.log);
    expect(short.at(short.length - 1)!.state.phase).toBe('finished');
  });
});

describe('the address of a moment', () => {
  test('says the same moment again, and keeps what else it says', () => {
    const moment = fc.record({ step: fc.option(fc.nat(400), { nil: null }), namesHidden: fc.boolean() });
    fc.assert(
      fc.property(moment, moment, (before, after) => {
        const old = withParameters(`${page}?k=1`, parametersOf(before));
        const address = new URL(withParameters(old, parametersOf(after)));
        expect(momentOf(address.search)).toEqual(after);
        expect(address.searchParams.get('k')).toBe('1');
      }),
    );
  });

  test.each(['', '?step=', '?step=x', '?step=-1', '?step=1e9', '?names=shown'])('%j is the end', (query) => {
    expect(momentOf(query)).toEqual(end);
  });
});

describe('a player', () => {
  const replaceState = vi.fn<(data: unknown, unused: string, url: string) => void>();
  let frame: ((now: number) => void) | null = null;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('location', { href: page });
    vi.stubGlobal('history', { replaceState });
    vi.stubGlobal('requestAnimationFrame', (next: (now: number) => void) => ((frame = next), 1));
    vi.stubGlobal('cancelAnimationFrame', () => (frame = null));
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    replaceState.mockReset();
  });

  const addresses = () => replaceState.mock.calls.map(([, , url]) => url.slice(page.length));

  test('begins at the moment that it is given, or at the nearest that there is', () => {
    expect(new ReplayPlayer(played.log, end).position).toBe(120);
    expect(new ReplayPlayer(played.log, { step: 7, namesHidden: false }).position).toBe(7);
    expect(new ReplayPlayer(played.log, { step: 999_999, namesHidden: false }).position).toBe(120);
  });

  test('keeps its speed where frames are slow, and stands still at the end', () => {
    const player = new ReplayPlayer(played.log, { step: 0, namesHidden: false });
    player.speed = 64;
    player.play();
    const start = performance.now();
    frame!(start + 1000 / 128);
    expect(player.position).toBe(1);
    frame!(start + (1000 / 128) * 20);
    expect(player.position).toBe(20);
    frame!(start + 1000);
    expect([player.position, player.isPlaying, frame]).toEqual([120, false, null]);
    player.play();
    expect(player.position).toBe(0);
  });

  test('writes where it is into the address, seldom enough for every browser while it is dragged', () => {
    const player = new ReplayPlayer(played.log, end);
    for (let step = 0; step < 100; step++) player.step(-1);
    expect(addresses()).toEqual(['?step=119']);
    vi.advanceTimersByTime(500);
    expect(addresses()).toEqual(['?step=119', '?step=20']);
    vi.advanceTimersByTime(5_000);
    player.namesHidden = true;
    expect(addresses()[2]).toBe('?step=20&names=hidden');
  });

  test('with names hidden has a number in the place of every name', () => {
    const names = played.state.players.map(({ name }) => name);
    const player = new ReplayPlayer(played.log, { step: null, namesHidden: true });
    const text = JSON.stringify(player.board);
    expect(names.filter((name) => text.includes(`"${name}"`))).toEqual([]);
    expect(player.board!.state.players[2]!.name).toBe('Player 3');
    player.namesHidden = false;
    expect(player.board!.state).toEqual(played.state);
  });

  test('an address bar that is written once writes once', () => {
    new AddressBar().write({ step: '3', names: null });
    vi.advanceTimersByTime(5_000);
    expect(addresses()).toEqual(['?step=3']);
  });
});

describe('in words', () => {
  test('a verdict says how many agree, or where to look', () => {
    const { commitment } = played.state;
    const right = {
      ok: true,
      writing: 'throw',
      texts: 600,
      refits: 600,
      source: { kind: 'secret' },
    } as const;
    const own = 'No device put in bytes of its own, so whoever ran the server could choose the draws.';
    expect(verdictSentence(right, commitment, true)).toBe(
      `600 of 600 texts match the secret whose commitment this device was given before the end. ${own}`,
    );
    expect(verdictSentence(right, commitment, false)).toBe(
      `600 of 600 texts match the secret with the commitment a8fa ed6a bbf3 5c12 a4b2. Is that what the board showed? ${own}`,
    );
    const typed = { ...right, writing: 'type', texts: 0, refits: 40 } as const;
    expect(verdictSentence(typed, commitment, true)).toMatch(/^40 of 40 refits .* typed/);
    const empty = { ...right, texts: 0, refits: 0 };
    expect(verdictSentence(empty, commitment, true)).toMatch(/^Nothing was played/);
    expect(verdictSentence({ ok: false, place: 'token 3', expected: 'a 1' }, commitment, true)).toBe(
      'This record was changed. Look at token 3: there should be a 1.',
    );
  });

  test.each([
    ['commitment', 'f'.repeat(64), 'the secret: there should be one whose SHA-256 is the commitment'],
    ['fixed', 'f'.repeat(64), 'the start that was shown to this device'],
  ])('a replay with another %s than this device saw is a changed one', (what, saw, words) => {
    const { log } = new Classroom({ rounds: 1 }, { isSealed: true }).start(2).playOn();
    const { commitment } = played.state;
    const verification = new Verification({ commitment, secret, events: log }, { [what]: saw });
    verification.start();
    expect(verification.sentence).toContain(words);
    const same = new Verification({ commitment, secret, events: log }, { commitment });
    same.start();
    expect(same.sentence).toMatch(/^2 of 2 texts match the secret whose commitment this device was given/);
  });

  test.each<[Source, string | null]>([
    [{ kind: 'typed' }, null],
    [
      { kind: 'given' },
      'The secret of these draws was given by whoever opened the room, who could choose it.',
    ],
    [
      { kind: 'players', in: 29, missing: 0 },
      'All 29 devices put their own random bytes in: nobody could choose the draws, unless all 29 and the server did it together.',
    ],
    [{ kind: 'players', in: 27, missing: 2 }, '27 in, 2 missing: at most 436 sets of draws to choose from.'],
    [{ kind: 'players', in: 1, missing: 1 }, '1 in, 1 missing: at most 3 sets of draws to choose from.'],
    [{ kind: 'players', in: 19, missing: 10 }, '19 in, 10 missing: more than a million to choose from.'],
    [
      { kind: 'players', in: 0, missing: 3 },
      '0 in, 3 missing: whoever ran the server could choose the draws.',
    ],
  ])('who could have chosen the draws of %j is told', (source, words) => {
    expect(sourceSentence(source)).toBe(words);
  });

  test('the sets of draws to choose from are all ways to leave out as many bytes or fewer', () => {
    for (let sealed = 1; sealed <= 12; sealed++)
      for (let missing = 0; missing <= sealed; missing++) {
        const subsets = Array.from(
          { length: 2 ** sealed },
          (_, bits) => bits.toString(2).split('1').length - 1,
        );
        expect(setsWithin(sealed, missing)).toBe(subsets.filter((left) => left <= missing).length);
      }
  });

  test('a picture tells its set-up and how far it has come', () => {
    expect(description(played.game)).toBe(
      '24 models, each trained on what the one before it wrote. Texts of 10 tokens; p starts at ½. Round 60 of 60.',
    );
    const typed = new Classroom({ writing: 'type', play: 'relay', textLength: 1, start: 0.3 }).start(2);
    const words = 'Texts of 1 token, typed by hand; p starts at 0.30. Round 1 of 60.';
    expect(description(typed.game)).toContain(words);
  });
});
