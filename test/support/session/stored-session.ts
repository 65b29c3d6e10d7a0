/** Stored session made of a replay in memory, as exports read one. */
import type { StoredSession } from '../../../server/http/exports/stored-session.ts';
import { foldEvents } from '../../../shared/session/evolve.ts';
import type { Replay } from '../../../shared/wire/http.ts';

/** @param pageSize events that are read at once */
export function storedSession({ events, ...head }: Replay, pageSize = 7): StoredSession {
  const opened = events.findIndex(({ type }) => type === 'step_opened' || type === 'watching');
  return {
    head,
    opening: foldEvents(opened === -1 ? events : events.slice(0, opened))!,
    last: events.at(-1)!,
    async *pages() {
      for (let at = 0; at < events.length; at += pageSize) yield events.slice(at, at + pageSize);
    },
    pick: async (seqs) => seqs.map((seq) => events[seq - 1]!),
  };
}

/** A file's chunks, or whatever else comes one by one. */
export async function chunksOf<T>(file: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return chunks;
}

/** A whole file. */
export async function textOf(file: AsyncIterable<string>): Promise<string> {
  return (await chunksOf(file)).join('');
}
