/** Routes: paths to pages. */
import { expect, test } from 'vitest';
import { routeOf, type Route } from '../../../client/app/route.ts';

test.each<[string, Route]>([
  ['/', { page: 'Home' }],
  ['/KRTWB', { page: 'Play', code: 'KRTWB' }],
  ['/krtwb', { page: 'Play', code: 'KRTWB' }],
  ['/krtwb/', { page: 'Play', code: 'KRTWB' }],
  ['/krt-wb', { page: 'Play', code: 'KRTWB' }],
  ['/KRT%20WB', { page: 'Play', code: 'KRTWB' }],
  [new URL('/ｋｒｔｗｂ', 'http://x').pathname, { page: 'Play', code: 'KRTWB' }],
  [new URL('/board/ＫＲＴＷＢ/', 'http://x').pathname, { page: 'Board', code: 'KRTWB' }],
  ['/host/krt-wb', { page: 'Host', code: 'KRTWB' }],
  ['/%', { page: 'Missing' }],
  ['/host', { page: 'Host', code: null }],
  ['/host/', { page: 'Host', code: null }],
  ['/host/krtwb', { page: 'Host', code: 'KRTWB' }],
  ['/board/KRTWB', { page: 'Board', code: 'KRTWB' }],
  ['/replay/Zx_9-a', { page: 'Replay', id: 'Zx_9-a' }],
  ['/privacy', { page: 'Privacy' }],
  ['/privacy/x', { page: 'Missing' }],
  ['/lab', { page: 'Lab' }],
  ['/lab/', { page: 'Lab' }],
  ['/lab/x', { page: 'Missing' }],
  ['/board', { page: 'Missing' }],
  ['/board/AEIOU', { page: 'Missing' }],
  ['/replay', { page: 'Missing' }],
  ['/KRTW', { page: 'Missing' }],
  ['/KRTWB/x', { page: 'Missing' }],
  ['/board/KRTWB/x', { page: 'Missing' }],
])('%s', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
