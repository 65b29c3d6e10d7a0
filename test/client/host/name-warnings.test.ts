/** Name warnings: names that get one, and names that get none. */
import { describe, expect, test } from 'vitest';
import { nameWarningsOf } from '../../../client/host/name-warnings.ts';
import { isolate } from '../../../client/ui/bidi.ts';
import { generatedName } from '../../../shared/session/names.ts';

/** What is doubtful about each of these, in order of joining; null: nothing. */
function doubtsAbout(...names: string[]): (string | null)[] {
  const players = names.map((name, index) => ({ player: index + 1, name, bot: false }));
  const doubts = nameWarningsOf(players);
  return players.map(({ player }) => doubts.get(player) ?? null);
}

describe('a name alone', () => {
  test.each([
    ['S\u0430m', 'mixes alphabets'],
    ['Ada \u0391da', 'mixes alphabets'],
    ['fuck', 'may be rude'],
    ['Sh1t', 'may be rude'],
    ['\u0455\u04bb\u0456\u0442', 'may be rude'],
    ['Fuuuuck You', 'may be rude'],
    ['The server', 'sounds like the game itself'],
    ['Th\u0435 server', 'sounds like the game itself'],
    ['YOU', 'sounds like the game itself'],
    ['Player 7', 'sounds like the game itself'],
  ])('%j is marked: %s', (name, doubt) => {
    expect(doubtsAbout(name)).toEqual([doubt]);
  });

  test.each([
    ...['José', 'Анна', 'Ζωή', 'Nguyễn Phúc', '山田 たろう', 'Li 李', 'שרה', 'محمد', "O'Brien", 'Jean-Luc'],
    ...['👩‍👧 Kim', 'Hancock', 'Cassie', 'Essex', 'Titus', 'Анна Smith', 'Player One'],
    ...['=SUM(A1)', '<b>Ada</b>'],
  ])('%s bears no mark', (name) => {
    expect(doubtsAbout(name)).toEqual([null]);
  });

  test('a real name can bear one, which is why it is a mark and no more', () => {
    expect(doubtsAbout('Dick')).toEqual(['may be rude']);
  });

  test('no name that is given out bears one', () => {
    const names = Array.from({ length: 4_600 }, (_, index) => generatedName('0'.repeat(64), index));
    expect(doubtsAbout(...new Set(names)).filter((doubt) => doubt !== null)).toEqual([]);
  });
});

describe('a name beside others', () => {
  test.each([
    ['Sam', '\u0405\u0430m', 'letters of another alphabet'],
    ['Ibrahim', 'lbrahim', 'l for I'],
    ['Mary', 'rnary', 'rn for m'],
    ['Анна', 'Aннa', 'Latin ones among Cyrillic ones'],
  ])('of %s and %s the later is marked: %s', (first, second) => {
    expect(doubtsAbout(first, 'Ada', second)).toEqual([null, null, `looks like ${isolate(first)}`]);
  });

  test('a number behind it tells a name apart, and so do an accent and another digit', () => {
    expect(doubtsAbout('Sam', 'sam 2', 'Sám', 'Sam 3')).toEqual([null, null, null, null]);
  });

  test('a simulated student is looked like, and bears no mark', () => {
    const players = [
      { player: 1, name: 'Bold Ant', bot: true },
      { player: 2, name: 'B\u043eld Ant', bot: false },
      { player: 3, name: 'Bold Ant', bot: true },
    ];
    expect([...nameWarningsOf(players)]).toEqual([[2, `looks like ${isolate('Bold Ant')}`]]);
  });
});
