#!/usr/bin/env bash
# DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1): leading zeros in a CSV that is read with defaults.
#
# Expected: a column of digits has one type whichever row a leading zero is in: text where one has it, or an error where
#   a value does not fit the type that was guessed from the sample.
# Seen: with `0110` among the first 20,480 rows the column is VARCHAR and keeps it. With the same value after them the
#   column is BIGINT, and the value is 110, without an error: which rows a file begins with decides what is lost.
# Consequence here: texts in the table for statistics begin with a letter.
#
# Exits 0 while this is so, 1 once it has changed. Needs Node 20 or newer and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @duckdb/node-api@1.5.6-r.1
cat >probe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create()).connect();
const read = async (before) => {
  const rows = [...Array(before).fill('1011'), '0110', ...Array(30_000 - before).fill('1011')];
  writeFileSync('texts.csv', `text\n${rows.join('\n')}\n`);
  const query = `SELECT typeof(any_value(text)), count(*) FILTER (text::VARCHAR = '0110'), min(text)::VARCHAR FROM 'texts.csv'`;
  return (await connection.runAndReadAll(query)).getRows()[0].map(String).join(', ');
};
const [early, late] = [await read(100), await read(25_000)];
console.log({ early, late });
const isAsSeen = early === 'VARCHAR, 1, 0110' && late === 'BIGINT, 0, 110';
console.log(isAsSeen ? 'as seen: a leading zero late in the file is lost' : 'CHANGED');
process.exitCode = isAsSeen ? 0 : 1;
JS
node probe.mjs
