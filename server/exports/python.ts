/** A finished replay as a Python program that anyone can run: it draws every text again, and says whether it agrees. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Replay } from '../../shared/wire.ts';
import { turnsOf } from './turns.ts';

const program = readFileSync(join(import.meta.dirname, 'program.py'), 'utf8');

/**
 * The program with the session's data in it. Names are left out: they are not needed to check a draw.
 *
 * A JSON text within a JSON string is a Python literal too, whatever is in it.
 */
export function pythonOf({ id, title, config, commitment, secret, ...replay }: Replay): string {
  const turns = turnsOf({ ...replay, config }).map(({ rollout, round, text, ones, pNext }) => [
    ...[rollout, round, text],
    ...[ones, pNext],
  ]);
  const data = JSON.stringify({ id, title, config, commitment, secret, turns });
  return program.replace("'{}'", () => JSON.stringify(data));
}
