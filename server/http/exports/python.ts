/** Python export: a program that draws every text of a finished session again and compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inChunks } from './chunks.ts';
import { drawsOf } from './draws.ts';
import { rolloutsOf, type StoredSession } from './stored-session.ts';
import { turnsOf } from './turns.ts';

const program = readFileSync(join(import.meta.dirname, 'program.py'), 'utf8');
const [head, tail] = program.split("'{}'") as [string, string];

/**
 * The program with the session's data, but without names, in chunks that are made as they are read. The data is a string
 * that holds JSON; a JSON string is a Python literal too.
 */
export function pythonOf(session: StoredSession): AsyncIterable<string> {
  return inChunks(partsOf(session));
}

async function* partsOf(session: StoredSession): AsyncGenerator<string> {
  const { id, title, config, commitment, secret } = session.head;
  const { last } = session;
  const finished = last.type === 'finished' ? last.reason : null;
  const fields = { id, title, config, commitment, secret, finished, models: rolloutsOf(session) };
  const data = JSON.stringify({ ...fields, ...drawsOf(session), turns: [] });
  yield `${head}"${escape(data.slice(0, -2))}`;
  let separator = '';
  for await (const { rollout, round, text, ones, pNext } of turnsOf(session)) {
    yield separator + escape(JSON.stringify([rollout, round, text, ones, pNext]));
    separator = ',';
  }
  yield `${escape(']}')}"${tail}`;
}

/** Text as it is inside of a JSON string. */
const escape = (text: string) => JSON.stringify(text).slice(1, -1);
