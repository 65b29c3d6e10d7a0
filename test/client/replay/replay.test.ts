/** Playback of a replay: steps, URL, names, and the verdict in words. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AddressBar, withParameters } from '../../../client/ui/url-state.ts';
import { Timeline } from '../../../client/replay/timeline.ts';
import { verdictSentence } from '../../../client/replay/verification.svelte.ts';
import { momentOf, parametersOf } from '../../../client/replay/moment.ts';
import { description } from '../../../client/replay/picture.ts';
import { ReplayPlayer } from '../../../client/replay/playback.svelte.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { Classroom } from '../../support/session/classroom.ts';

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
    expect(verdictSentence({ ok: true, writing: 'throw', texts: 600, refits: 600 })).toBe(
      '600 of 600 texts match the secret that was committed to before the start.',
    );
    const typed = verdictSentence({ ok: true, writing: 'type', texts: 0, refits: 40 });
    expect(typed).toMatch(/^40 of 40 refits .* typed/);
    const empty = verdictSentence({ ok: true, writing: 'throw', texts: 0, refits: 0 });
    expect(empty).toMatch(/^Nothing was played/);
    expect(verdictSentence({ ok: false, place: 'token 3', expected: 'a 1' })).toBe(
      'This record was changed. Look at token 3: there should be a 1.',
    );
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
