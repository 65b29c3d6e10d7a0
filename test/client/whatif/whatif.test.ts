/** What-ifs on a board: links, texts, and the board's state. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withParameters } from '../../../client/ui/url-state.ts';
import { parametersOf, parseWhatIf } from '../../../client/whatif/link.ts';
import {
  besidesSentence,
  dartsSentence,
  nameOf,
  outcomeSentence,
  presetsFor,
  shortNameOf,
} from '../../../client/whatif/whatif.text.ts';
import { linesOf, otherBoardAt } from '../../../client/whatif/world.ts';
import { applyEvents } from '../../../client/game/board-state.ts';
import { numbersOf } from '../../../client/game/numbers.ts';
import type { Config } from '../../../shared/session/config.ts';
import type { Finished, Started } from '../../../shared/session/state.ts';
import { whatIf, type Question } from '../../../shared/replay/whatif.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';

/** A class of three models that has finished, at the p that are given. */
function ended(config: Partial<Config>, ...lines: number[][]): Finished {
  const room = new Classroom({ rounds: 2, handRounds: 0, ...config }).start(lines.length).playOn();
  const game = room.game as Finished;
  return { ...game, rollouts: game.rollouts.map((rollout, i) => ({ ...rollout, line: lines[i]! })) };
}

const half = [0.5, 0.5, 0.4];
const zero = [0.5, 0.2, 0];
const one = [0.5, 0.8, 1];
const mix: Question['regime'] = { kind: 'mix', fresh: 0.1 };

describe('a link', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const question: fc.Arbitrary<Question> = fc.record(
    {
      from: fc.nat(60),
      textLength: fc.integer({ min: 1, max: 1000 }),
      start: share,
      regime: fc.oneof(
        fc.constantFrom({ kind: 'replace' as const }, { kind: 'accumulate' as const }),
        fc.record({ kind: fc.constant('mix' as const), fresh: share }),
      ),
    },
    { requiredKeys: ['from'] },
  );

  test('asks what was asked, beside whatever else an address says', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const link = new URL(withParameters('http://a/replay/x?step=7#end', parametersOf(asked)));
        expect(parseWhatIf(link.search, 60)).toEqual({ question: asked });
        expect([link.searchParams.get('step'), link.hash]).toEqual(['7', '#end']);
        expect(withParameters(link.href, parametersOf(null))).toBe('http://a/replay/x?step=7#end');
      }),
    );
  });

  test('can be read', () => {
    const linkOf = (asked: Question) => withParameters('http://a/', parametersOf(asked));
    expect(linkOf({ from: 12, regime: mix })).toBe('http://a/?regime=mix&fresh=0.1&from=12');
    expect(linkOf({ from: 0, start: 0.9 })).toBe('http://a/?start=0.9');
  });

  test('that asks nothing asks nothing', () => {
    for (const search of ['', '?step=4', '?names=hidden'])
      expect(parseWhatIf(search, 60)).toEqual({ question: null });
  });

  test.each([
    ['?textLength=0', 'textLength=0'],
    ['?textLength=1001', 'textLength=1001'],
    ['?textLength=1e2', 'textLength=1e2'],
    ['?textLength=', 'textLength='],
    ['?start=1', 'start=1'],
    ['?start=0.0', 'start=0.0'],
    ['?start=-.5', 'start=-.5'],
    ['?start=NaN', 'start=NaN'],
    ['?regime=mix', 'regime=mix'],
    ['?regime=mix&fresh=1', 'fresh=1'],
    ['?regime=toString', 'regime=toString'],
    ['?fresh=0.1', 'fresh=0.1'],
    ['?regime=replace&fresh=0.1', 'fresh=0.1'],
    ['?textLength=5&from=61', 'from=61'],
    ['?from=1.5', 'from=1.5'],
    ['?from=1&from=2', 'from=1'],
  ])('%s cannot be, and the part is named', (search, wrong) => {
    expect(parseWhatIf(search, 60)).toEqual({ wrong });
  });
});

describe('questions', () => {
  const names = (end: Finished) => presetsFor(end).map((question) => shortNameOf(end, question));

  test('leave out what the class played', () => {
    expect(names(ended({}, half, zero))).toEqual([
      'With about one real token in ten',
      'Keeping every text',
      'Texts of 100 tokens',
      'Texts of one token',
      'Start at 0.9',
    ]);
    const other = ended({ textLength: 100, regime: mix, start: 0.9 }, half);
    const left = ['Keeping every text', 'Keeping the last text alone', 'Texts of one token'];
    expect(names(other)).toEqual(left);
  });

  test('ask first how a class would have gone on that was stopped', () => {
    const end = ended({ rounds: 60 }, [0.5, 0.4], [0.5, 0.6, 0.6]);
    expect(presetsFor(end)[0]).toEqual({ from: 1 });
    expect(names(end)[0]).toBe('Play on to round 60');
  });

  test('have a name in words, whatever they ask', () => {
    const end = ended({}, half, zero);
    const name = (question: Question) => nameOf(end, question);
    expect(name({ from: 0 })).toBe('With nothing otherwise');
    expect(name({ from: 0, textLength: 1 })).toBe('With texts of one token');
    expect(name({ from: 1, regime: { kind: 'mix', fresh: 0.25 }, textLength: 20, start: 0.2 })).toBe(
      'With 25 % real tokens on average, with texts of 20 tokens, with real tokens at 0.2, from round 1 on',
    );
  });
});

describe('what came of it', () => {
  const three = ended({}, zero, one, half);
  const urn: Question = { from: 0, regime: { kind: 'accumulate' } };

  const said = (end: Finished, question: Question, ...lines: number[][]) =>
    outcomeSentence(end, { question, lines });

  test('is told in the words of the other world’s regime', () => {
    const mixed = said(three, { from: 0, regime: mix }, half, one, half);
    expect(mixed).toBe('With about one real token in ten, 1 of 3 is at an end now instead of 2.');
    const short = said(three, { from: 0, textLength: 1 }, zero, one, one);
    expect(short).toBe('With texts of one token, all 3 have collapsed instead of 2.');
    const kept = said(three, urn, half, half, half);
    expect(kept).toBe('Keeping every text, none of 3 is at an end now instead of 2.');
  });

  test('says so where nothing came out otherwise', () => {
    const same = said(three, { from: 0, start: 0.9 }, one, one, half);
    expect(same).toBe('Starting at 0.9, 2 of 3 have collapsed, as before.');
  });

  test('of one model is its p', () => {
    const relay = said(ended({ play: 'relay' }, zero), { from: 0, textLength: 1000 }, half);
    expect(relay).toBe('With texts of 1000 tokens, the model ends at p = 0.400 instead of 0.');
  });

  test('of a class that typed never says that a model has collapsed', () => {
    const typed = ended({ writing: 'type' }, zero, one, half);
    const short = said(typed, { from: 0, textLength: 1 }, zero, one, one);
    expect(short).toBe('With texts of one token, all 3 are at an end now instead of 2.');
  });

  test('says where a class was stopped', () => {
    const stopped = said(ended({ rounds: 9 }, zero, half), { from: 2 }, zero, one);
    const now = 'Played on from round 2, all 2 have collapsed.';
    expect(stopped).toBe(`${now} The class stopped after 2 rounds, with 1.`);
  });

  test('is told beside what theory expects, and where an urn has settled', () => {
    const settled = besidesSentence(three, { question: urn, lines: [half, [0.5, 0.71]] }, null);
    expect(settled).toBe('They have settled between 0.40 and 0.71.');
    const mixed = { question: { from: 0, regime: mix }, lines: [half, one] };
    // of two models each at an end with probability 0.3: 0.49, 0.42, 0.09
    expect(besidesSentence(three, mixed, 0.3)).toBe(
      'Theory expects 0.6, and at least nine times in ten 0 to 2.',
    );
    const early = besidesSentence(ended({ rounds: 1 }, half), { question: urn, lines: [half, one] }, null);
    expect(early).toBe('They are between 0.40 and 1.');
  });

  test('says which darts are the same, and which are not the class’s', () => {
    const end = ended({}, half, zero);
    expect(dartsSentence(end, { from: 0, textLength: 100 })).toMatch(/begins with the 10 darts/);
    expect(dartsSentence(end, { from: 0, textLength: 1 })).toMatch(/the first one of the 10/);
    expect(dartsSentence(end, { from: 0, start: 0.9 })).toMatch(/exactly those/);
    expect(dartsSentence(end, { from: 1, start: 0.9 })).toMatch(/changes nothing/);
    expect(dartsSentence(ended({ rounds: 9 }, half, zero), { from: 2 })).toMatch(/would have thrown/);
    const typed = ended({ writing: 'type' }, half, zero);
    expect(dartsSentence(typed, { from: 0, textLength: 1 })).toMatch(
      /^Whatever the class typed, here every text is drawn/,
    );
    expect(dartsSentence(typed, { from: 1, textLength: 1 })).toMatch(/^Up to round 1 the texts are those/);
  });
});

test('the other world is shown as far as the class is, with its own ends and numbers', () => {
  const { game, log } = new Classroom({ rounds: 12, handRounds: 0 }).start(6).playOn();
  const end = game as Finished;
  const question: Question = { from: 3, textLength: 1 };
  const lines = whatIf(
    { config: end.config, key: secret, lines: end.rollouts.map(({ line }) => line) },
    question,
  );
  const world = { question, lines, behind: linesOf(end) };
  const thirdRound = log.findIndex((event) => event.type === 'generated' && event.round === 2);
  const moment = applyEvents(null, log.slice(0, thirdRound))!;
  const early = otherBoardAt(end, world, moment.state as Started);
  expect(early.state.step).toMatchObject({ round: 2, kind: 'generate' });
  expect(early.state.rollouts.map(({ line }) => line)).toEqual(lines.map((line) => line.slice(0, 3)));
  expect(early.collapses.every(({ round }) => round <= 2)).toBe(true);
  const whole = otherBoardAt(end, world, end);
  // a text of one token ends every model at once
  expect(whole.collapses.map(({ rollout }) => rollout)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(whole.collapses.every(({ round }) => round <= 4)).toBe(true);
  expect(numbersOf(whole.state)).toMatchObject({ round: 12, rollouts: 6, diversity: 0 });
});
