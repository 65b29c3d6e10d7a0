/** Room codes in the forms in which people type and paste them. */
import { expect, test } from 'vitest';
import { parseCode } from '../../../shared/wire/room-code.ts';

test.each([
  ...['KRTWB', 'krtwb', ' KRTWB\n', 'KrTwB'],
  ...['ＫＲＴＷＢ', 'ｋｒｔｗｂ', '　ＫＲＴＷＢ　', 'ＫＲ－ＴＷＢ'],
  ...['KRT WB', 'K R T W B', 'KRT\u00a0WB', 'KRT-WB', 'KR‑TWB', 'KRT–WB', 'KRT−WB', 'K-R-T-W-B'],
  ...['\u200bKRTWB\ufeff', '\u2068KRTWB\u2069', 'KRT\u00adWB'],
  ...['http://192.168.1.20:3000/KRTWB', 'https://game.example/krtwb/', 'game.example/krtwb', '/KRTWB'],
  ...['/%EF%BC%AB%EF%BC%B2%EF%BC%B4%EF%BC%B7%EF%BC%A2', 'https://game.example/krt%20wb/'],
  ...['https://game.example/board/KRTWB', 'https://game.example/host/KRTWB#zrqpm', 'game.example/KRTWB?a=/b'],
  ...[
    'Join at http://192.168.1.20:3000/KRTWB',
    'http://192.168.1.20:3000 / KRTWB',
    'ｈｔｔｐ：／／ｇ.example／ＫＲＴＷＢ',
  ],
])('%j is understood', (text) => {
  expect(parseCode(text)).toBe('KRTWB');
});

test.each([
  ...['%', 'KRTW%', '%00KRTWB', 'KRTWB%2Fx'],
  ...[
    '',
    ' ',
    '-',
    '/',
    '//',
    'KRTW',
    'KRTWBB',
    'KRTWA',
    'KRTW8',
    'KRT_WB',
    'KRT.WB',
    'КRTWB',
    'krtwb\u0301',
  ],
  ...['https://game.example/', 'https://game.example/KRTWB/replay', `${'/'.repeat(500)}KRTWB`],
  ...[null, undefined, 5, [], ['KRTWB']],
])('%j is no code', (text) => {
  expect(parseCode(text)).toBeNull();
});
