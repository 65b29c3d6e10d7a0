/** Damage to a database file of SQLite. */
import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const pageSize = 4_096;

/** Overwrites a leaf page of a table, the first or the middle one. No server may use the file. */
export function damage(file: string, table: string, which: 'first' | 'middle' = 'first'): void {
  const database = new Database(file);
  database.pragma('journal_mode = DELETE');
  const leaves = database.prepare(
    `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path`,
  );
  const pages = leaves.pluck().all(table) as number[];
  database.close();
  const page = pages[which === 'first' ? 0 : Math.floor(pages.length / 2)]!;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(pageSize, 0xff), 0, pageSize, (page - 1) * pageSize);
  closeSync(descriptor);
}
