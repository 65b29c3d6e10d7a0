/** Routes: paths to pages. */
import { parseCode } from '../../shared/wire/room-code.ts';

export type Route =
  | { page: 'Home' }
  | { page: 'Play'; code: string }
  | { page: 'Host'; code: string | null }
  | { page: 'Board'; code: string }
  | { page: 'Replay'; id: string }
  | { page: 'Privacy' }
  | { page: 'Lab' }
  | { page: 'Missing' };

/** The page that a path names; a code in any case, a trailing slash or none. */
export function routeOf(path: string): Route {
  const [first = '', second, third] = path.split('/').slice(1);
  const code = parseCode(second ?? '');
  if (third) return { page: 'Missing' };
  if (first === 'host' && !second) return { page: 'Host', code: null };
  if (first === 'host' && code) return { page: 'Host', code };
  if (first === 'board' && code) return { page: 'Board', code };
  if (first === 'lab' && !second) return { page: 'Lab' };
  if (first === 'replay' && second) return { page: 'Replay', id: second };
  if (first === 'privacy' && !second) return { page: 'Privacy' };
  if (second) return { page: 'Missing' };
  if (first === '') return { page: 'Home' };
  const room = parseCode(first);
  return room ? { page: 'Play', code: room } : { page: 'Missing' };
}
