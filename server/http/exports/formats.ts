/** Export formats of a replay, by file extension. */
import type { Replay } from '../../../shared/wire/http.ts';
import { csvOf } from './csv.ts';
import { pythonOf } from './python.ts';
import { rOf } from './r.ts';
import { tableCsvOf } from './table-csv.ts';
import { tableOf } from './turns.ts';
import { xlsxOf } from './xlsx.ts';

/** A file, whole or in chunks that are made as they are read. */
export type ExportFile = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

const formats = {
  json: (replay) => JSON.stringify(replay),
  csv: csvOf,
  'table.csv': (replay) => tableCsvOf(tableOf(replay)),
  xlsx: (replay) => xlsxOf(tableOf(replay)),
  py: pythonOf,
  R: rOf,
} satisfies Record<string, (replay: Replay) => ExportFile>;

export type Format = keyof typeof formats;

export function isFormat(format: string): format is Format {
  return Object.hasOwn(formats, format);
}

/** Whether a file holds the secret, which is told at the end. */
export function needsSecret(format: Format): boolean {
  return format === 'py' || format === 'R';
}

export function fileOf(replay: Replay, format: Format): ExportFile {
  return formats[format](replay);
}
