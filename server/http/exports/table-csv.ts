/** CSV for statistics programs: no value that a reader takes for another type. */
import papaparse from 'papaparse';
import { numberedName } from '../../../shared/session/names.ts';
import type { By } from '../../../shared/session/event.ts';
import { inChunks } from './chunks.ts';
import { escapeFormulas } from './csv.ts';
import { columns, type Table } from './turns.ts';

const numbers = new Set<string>(['rollout', 'round', 'p', 'ones', 'p_next']);
const areQuoted = columns.map((column) => !numbers.has(column));

/**
 * The table in chunks, made as they are read. Rollouts and rounds count from 1, as on the screens; times are ISO 8601
 * in UTC; what was not played is empty.
 *
 * Readers guess a column's type from its values, each by rules of its own, so no value may be ambiguous:
 * - a text is `t` and its tokens: as a number it would lose its leading zeros, or all but its first 15 digits;
 * - a name follows its player's number, as in `Player 3: June`: readers know `NA`, `1/2`, `June`, `T` and `1_2`;
 * - p has a decimal point, also where it is 0 or 1: csvkit takes a column of 0s and 1s for truth values;
 * - texts, names and times are quoted, numbers and missing values are not: readers guess the quote, too.
 */
export function tableCsvOf(table: Table): AsyncIterable<string> {
  return inChunks(linesOf(table));
}

async function* linesOf({ names, turns }: Table): AsyncGenerator<string> {
  const nameOf = (by: By | null) => (typeof by === 'number' ? numbered(by, names.get(by)!) : by);
  yield lineOf(columns);
  for await (const turn of turns)
    yield lineOf([
      turn.rollout + 1,
      turn.round + 1,
      decimal(turn.p),
      `t${turn.text}`,
      turn.ones,
      turn.pNext === null ? null : decimal(turn.pNext),
      nameOf(turn.writtenBy),
      nameOf(turn.refittedBy),
      iso(turn.writtenAt),
      turn.refittedAt === null ? null : iso(turn.refittedAt),
    ]);
}

function lineOf(values: readonly (string | number | null)[]): string {
  return `${papaparse.unparse([values], { quotes: areQuoted })}\n`;
}

/** The shortest digits that tell a double from its neighbours, with a decimal point. */
const decimal = (p: number) => (Number.isInteger(p) ? p.toFixed(1) : String(p));

const iso = (time: number) => new Date(time).toISOString();

function numbered(player: number, name: string): string {
  const number = numberedName(player);
  return name === number ? name : escapeFormulas(`${number}: ${name}`);
}
