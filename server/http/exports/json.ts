/** Replay as JSON, with the whole log. */
import type { StoredSession } from './stored-session.ts';

/** The replay in chunks, made as they are read: the same text as `JSON.stringify` makes of the whole. */
export async function* jsonOf(session: StoredSession): AsyncGenerator<string> {
  yield `${JSON.stringify(session.head).slice(0, -1)},"events":[`;
  let separator = '';
  for await (const page of session.pages()) {
    yield separator + page.map((event) => JSON.stringify(event)).join(',');
    separator = ',';
  }
  yield ']}';
}
