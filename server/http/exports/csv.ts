/** CSV for programs: one row for each rollout and round, both from 0, as in the log; times in milliseconds since 1970. */
import papaparse from 'papaparse';
import type { By } from '../../../shared/session/event.ts';
import { inChunks } from './chunks.ts';
import { columns, type Table } from './turns.ts';

/** The table in chunks, made as they are read. Lines are separated by CR and LF. */
export function csvOf(table: Table): AsyncIterable<string> {
  return inChunks(linesOf(table));
}

async function* linesOf({ names, turns }: Table): AsyncGenerator<string> {
  const nameOf = (by: By | null) => (by === null || by === 'server' ? by : escapeFormulas(names.get(by)!));
  const lineOf = (values: readonly unknown[]) => papaparse.unparse([values]);
  yield `${lineOf(columns)}\r\n`;
  let separator = '';
  for await (const turn of turns) {
    const { rollout, round, p, text, ones, pNext, writtenBy, refittedBy, writtenAt, refittedAt } = turn;
    const played = [rollout, round, p, text, ones, pNext];
    const row = lineOf([...played, nameOf(writtenBy), nameOf(refittedBy), writtenAt, refittedAt]);
    yield separator + row;
    separator = '\r\n';
  }
}

/** The start of a formula in a cell, which some locales separate by semicolons. */
const formula = /(^|;)(?=\s*[=+\-@\t\r\n])/g;

/** Puts a `'` before what a spreadsheet would read as a formula. */
export function escapeFormulas(name: string): string {
  return name.replace(formula, "$1'");
}
