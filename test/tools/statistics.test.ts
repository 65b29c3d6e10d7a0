/** The table for statistics in the programs that it is for, as docs/tables.md says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Turn } from '../../server/http/exports/turns.ts';
import type { By } from '../../shared/session/event.ts';
import { temporaryFolder } from '../support/tmp.ts';
import { locales, useLocale } from './locales.ts';
import { run } from './programs.ts';
import { bytesOf, nameOf, sessions, turnsIn } from './sessions.ts';

/** What a program makes of a file: the type of each column, and its values as text, '' where there is none. */
interface Read {
  types: string[];
  rows: string[][];
}

type Reader = (files: string[], environment: NodeJS.ProcessEnv) => Read[] | Promise<Read[]>;

/** What the scripts in `readers/` print. */
function printed({ code, output }: ReturnType<typeof run>): Read[] {
  if (code !== 0) throw new Error(output);
  const tables = output.trimEnd().split('\n\n');
  return tables.map((table) => {
    const [types, ...rows] = table.split('\n').map((line) => line.split('\t'));
    return { types: types!, rows };
  });
}

const script = (name: string) => join(import.meta.dirname, 'readers', name);

const inR = (reader: string): Reader => {
  return (files, environment) => printed(run('r', [script('tables.R'), reader, ...files], '', environment));
};

const inPandas = (reader: string): Reader => {
  return (files, environment) =>
    printed(run('pandas', [script('tables.py'), reader, ...files], '', environment));
};

const inOctave: Reader = (files, environment) =>
  printed(run('octave', ['--quiet', script('tables.m'), ...files], '', environment));

async function inDuckDB(files: string[]): Promise<Read[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const show = (value: DuckDBValue) =>
    value instanceof DuckDBTimestampTZValue ? String(value.micros / 1_000n) : String(value ?? '');
  const tables: Read[] = [];
  for (const file of files) {
    const result = await connection.runAndReadAll(`FROM '${file}'`);
    tables.push({
      types: result.columnTypes().map(String),
      rows: result.getRows().map((row) => row.map(show)),
    });
  }
  connection.closeSync();
  instance.closeSync();
  return tables;
}

/** A time as csvkit prints it. */
const time = /^(\d{4}-\d\d-\d\dT[\d:]{8})(\.\d+)?\+00:00$/;

const inCsvkit: Reader = (files, environment) =>
  files.map((file) => {
    const types = run('csvstat', ['--type', file], '', environment).output.trim().split('\n');
    const rows = JSON.parse(run('csvjson', [file], '', environment).output) as Record<string, unknown>[];
    const show = (value: unknown) => {
      const text = String(value ?? '');
      return time.test(text) ? String(Date.parse(text)) : text;
    };
    return {
      types: types.map((line) => line.split(': ')[1]!),
      rows: rows.map((row) => Object.values(row).map(show)),
    };
  });

const readers: Record<string, Reader> = {
  'R, `read.csv`': inR('read.csv'),
  'readr, `read_csv`': inR('read_csv'),
  'readr, `read_csv, exact`': inR('read_csv, exact'),
  'pandas, `read_csv`': inPandas('read_csv'),
  'pandas, `read_csv, exact`': inPandas('read_csv, exact'),
  'DuckDB, `FROM`': inDuckDB,
  'csvkit, `csvstat`, `csvjson`': inCsvkit,
  'Octave, `textscan`': inOctave,
};

/** The rows of the table in docs/tables.md, by program and reader. */
const documented = readFileSync('docs/tables.md', 'utf8')
  .split('| program | read with |')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, program, reader, count, share, text, time, precision]) => ({
    name: `${program!.split(' ')[0]}, ${reader}`,
    types: [count!, count!, share!, text!, count!, share!, text!, text!, time!, time!],
    isExact: precision === 'exact',
  }));

/** Columns of 0s and 1s in a session of one model and texts of one token. */
const counts = new Set([0, 4]);

function expectedTypes(session: string, name: string, types: string[]): string[] {
  if (session !== 'relay' || !name.startsWith('csvkit')) return types;
  return types.map((type, column) => (counts.has(column) ? 'Boolean' : type));
}

/** The player's number, and the name with what keeps a formula from being read. */
const personOf = (by: By | null) =>
  typeof by === 'number' ? `Player ${by}: ${nameOf(by).replace(/;(?=\s*=)/g, ";'")}` : nameOf(by);

function expectedRow(turn: Turn, types: string[]): string[] {
  const timeOf = (time: number) =>
    /time/i.test(types.at(-1)!) || types.at(-1) === 'POSIXct' ? String(time) : new Date(time).toISOString();
  return [
    ...[`t${turn.text}`, personOf(turn.writtenBy), personOf(turn.refittedBy)],
    ...[timeOf(turn.writtenAt), timeOf(turn.refittedAt!)],
  ];
}

const numberOf = (value: string) => (value === 'true' ? 1 : value === 'false' ? 0 : Number(value));

test('each program of the documentation has a reader', () => {
  expect(documented.map(({ name }) => name)).toEqual(Object.keys(readers));
});

describe.each(locales)('in %s', (locale) => {
  const folder = temporaryFolder();
  const files = [...sessions.keys()].map((session) => join(folder.path, `${session}.table.csv`));
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    environment = useLocale(locale, folder.path);
    for (const [index, session] of [...sessions.keys()].entries())
      writeFileSync(files[index]!, await bytesOf(session, 'table.csv'));
    return () => folder.remove();
  });

  test.each(documented)('$name reads each type and value', async ({ name, types, isExact }) => {
    const tables = await readers[name]!(files, environment);
    let misread = 0;
    for (const [index, session] of [...sessions.keys()].entries()) {
      const { types: found, rows } = tables[index]!;
      expect(found, session).toEqual(expectedTypes(session, name, types));
      const turns = await turnsIn(session);
      expect(rows.map((row) => [row[3], ...row.slice(6)])).toEqual(
        turns.map((turn) => expectedRow(turn, types)),
      );
      expect(rows.map((row) => [row[0], row[1], row[4]].map((cell) => numberOf(cell!)))).toEqual(
        turns.map(({ rollout, round, ones }) => [rollout + 1, round + 1, ones]),
      );
      for (const [place, { p, pNext }] of turns.entries())
        for (const [share, cell] of [
          [p, rows[place]![2]],
          [pNext!, rows[place]![5]],
        ] as const) {
          if (Number(cell) !== share) misread++;
          expect(Math.abs(Number(cell) - share), `${session}, row ${place}`).toBeLessThanOrEqual(
            1e-15 * share,
          );
        }
    }
    expect(misread === 0).toBe(isExact);
  });
});
