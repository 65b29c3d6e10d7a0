/** Excel workbook (Office Open XML) of a session's turns: typed cells, which mean the same in every locale. */
import { writeXlsxStream } from 'hucre/xlsx';
import type { By } from '../../../shared/session/event.ts';
import { columns, type Column, type Table } from './turns.ts';

/** Text stays text even where a cell is typed anew; times are in UTC, since a cell has no time zone. */
const text = '@';
const time = 'yyyy-mm-dd hh:mm:ss.000';

/** Number formats, in the notation of the file, and widths in characters. */
const formats: Partial<Record<Column, { numFmt?: string; width: number }>> = {
  text: { numFmt: text, width: 24 },
  written_by: { numFmt: text, width: 20 },
  refitted_by: { numFmt: text, width: 20 },
  written_at: { numFmt: time, width: 24 },
  refitted_at: { numFmt: time, width: 24 },
};

/**
 * A workbook of one sheet, written as it is read. Rollouts and rounds count from 1, as on the screens; numbers are
 * whole doubles, times are in UTC, names are as they are, since no text cell is a formula; what was not played is empty.
 */
export function xlsxOf(table: Table): ReadableStream<Uint8Array> {
  return writeXlsxStream(rowsOf(table), {
    name: 'Turns',
    columns: columns.map((header) => ({ header, ...formats[header] })),
    freezePane: { rows: 1 },
  });
}

async function* rowsOf({ names, turns }: Table) {
  const nameOf = (by: By | null) => (typeof by === 'number' ? escapeHex(names.get(by)!) : by);
  for await (const turn of turns) {
    const { rollout, round, p, text, ones, pNext, writtenBy, refittedBy, writtenAt, refittedAt } = turn;
    const drawn = [rollout + 1, round + 1, p, text, ones, pNext];
    const times = [new Date(writtenAt), refittedAt === null ? null : new Date(refittedAt)];
    yield [...drawn, nameOf(writtenBy), nameOf(refittedBy), ...times];
  }
}

/** In a cell `_x0041_` stands for the character of that code (ECMA-376, 22.9.2.19); `_x005F_` is the underscore. */
const escapeHex = (name: string) => name.replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_');
