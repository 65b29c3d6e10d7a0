/** A finished replay as a Python program that anyone can run: it draws every text again, and says whether it agrees. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Replay } from '../../../shared/wire/http.ts';
import { turnsOf } from './turns.ts';

const program = readFileSync(join(import.meta.dirname, 'program.py'), 'utf8');

/**
 * The program with the session's data in it. Names are left out: they are not needed to check a draw.
 *
 * A JSON text within a JSON string is a Python literal too, whatever is in it.
 */
export function pythonOf(replay: Replay): string {
  const { id, title, config, commitment, secret, events } = replay;
  const turns = turnsOf(replay).map(({ rollout, round, text, ones, pNext }) => [
    ...[rollout, round, text],
    ...[ones, pNext],
  ]);
  const models = events.find((event) => event.type === 'started')?.rollouts ?? 0;
  const last = events.at(-1)!;
  const finished = last.type === 'finished' ? last.reason : null;
  const data = JSON.stringify({ id, title, config, commitment, secret, finished, models, turns });
  return program.replace("'{}'", () => JSON.stringify(data));
}
