/** Python export: a program that draws every text of a finished session again and compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Replay } from '../../../shared/wire/http.ts';
import { drawsOf } from './draws.ts';
import { turnsOf } from './turns.ts';

const program = readFileSync(join(import.meta.dirname, 'program.py'), 'utf8');

/** The program with the session's data, but without names. A JSON string is a Python literal too. */
export function pythonOf(replay: Replay): string {
  const { id, title, config, commitment, secret, events } = replay;
  const turns = turnsOf(replay).map((turn) => [turn.rollout, turn.round, turn.text, turn.ones, turn.pNext]);
  const models = events.find((event) => event.type === 'started')?.rollouts ?? 0;
  const last = events.at(-1)!;
  const finished = last.type === 'finished' ? last.reason : null;
  const session = { id, title, config, commitment, secret, finished, models };
  const data = JSON.stringify({ ...session, ...drawsOf(replay), turns });
  return program.replace("'{}'", () => JSON.stringify(data));
}
