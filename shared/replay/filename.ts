/** File names of exports. */
import type { Replay } from '../wire/http.ts';

/** Characters of a title in a file name, as many as file managers show. */
const maxWordsLength = 40;

/** A file name, as in `token-telephone-statistics-tuesday-2026-11-24.csv`; the day is in UTC. */
export function fileNameOf(
  { id, title, createdAt }: Pick<Replay, 'id' | 'title' | 'createdAt'>,
  ending: string,
) {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // without a title the id distinguishes sessions of one day
  const name = [...words.join('-')].slice(0, maxWordsLength).join('') || id.slice(0, 6);
  return `token-telephone-${name}-${new Date(createdAt).toISOString().slice(0, 10)}.${ending}`;
}
