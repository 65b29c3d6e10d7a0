/** What the files are called that can be taken away from a session. */
import type { Replay } from '../wire/http.ts';

/** As many letters of a title as a folder shows. */
const longest = 40;

/** A name for a session's file, as in `token-telephone-statistics-tuesday-2026-11-24.csv`; the day is in UTC. */
export function fileNameOf(
  { id, title, createdAt }: Pick<Replay, 'id' | 'title' | 'createdAt'>,
  ending: string,
) {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // without a title the id tells two sessions of one day apart
  const name = [...words.join('-')].slice(0, longest).join('') || id.slice(0, 6);
  return `token-telephone-${name}-${new Date(createdAt).toISOString().slice(0, 10)}.${ending}`;
}
