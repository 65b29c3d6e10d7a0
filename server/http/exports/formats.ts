/** Export formats of a replay, by file extension. */
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { pythonOf } from './python.ts';
import { rOf } from './r.ts';
import type { StoredSession } from './stored-session.ts';
import { tableCsvOf } from './table-csv.ts';
import { tableOf } from './turns.ts';
import { xlsxOf } from './xlsx.ts';

/** A file in chunks that are made as they are read. */
export type ExportFile = AsyncIterable<string | Uint8Array>;

const formats = {
  json: jsonOf,
  csv: (session) => csvOf(tableOf(session)),
  'table.csv': (session) => tableCsvOf(tableOf(session)),
  xlsx: (session) => xlsxOf(tableOf(session)),
  py: pythonOf,
  R: rOf,
} satisfies Record<string, (session: StoredSession) => ExportFile>;

export type Format = keyof typeof formats;

export function isFormat(format: string): format is Format {
  return Object.hasOwn(formats, format);
}

/** Whether a file holds the secret, which is told at the end. */
export function needsSecret(format: Format): boolean {
  return format === 'py' || format === 'R';
}

export function fileOf(session: StoredSession, format: Format): ExportFile {
  return formats[format](session);
}
