/** Copies of the database: taken while a server plays on, and put back while none does. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { versionOf } from './migrations.ts';

/**
 * Writes a copy of a database into a new file: all of it as it was at one moment, whatever is written meanwhile. The
 * copy is durable, and holds nothing that was deleted before.
 *
 * @throws with a sentence, where there is no database, or a file of that name already; nothing is left behind then
 */
export function backUp(file: string, copy: string): void {
  if (!existsSync(file)) throw new Error(`No database at ${file}.`);
  const isNew = reserve(copy);
  if (!isNew) throw new Error(`${copy} already exists; nothing was overwritten.`);
  try {
    const database = new Database(file, { fileMustExist: true });
    try {
      database.prepare('VACUUM INTO ?').run(copy);
    } finally {
      database.close();
    }
    check(copy);
    makeDurable(copy);
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

/**
 * Puts a copy in the place of a database. What was there is kept beside it, under the path that is returned.
 *
 * @returns where the old database is now; null where there was none
 * @throws with a sentence, where the copy is none or is damaged, or a server uses the database; nothing is changed then
 */
export function restore(copy: string, file: string): string | null {
  if (!existsSync(copy)) throw new Error(`No file at ${copy}.`);
  check(copy);
  const [fresh, old] = [`${file}.restored`, `${file}.old`];
  if (existsSync(old))
    throw new Error(`${old} already exists, from an earlier restore. Move or delete it first.`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(fresh, { force: true });
  backUp(copy, fresh);
  const isReplacing = existsSync(file);
  if (isReplacing) {
    takeLogIn(file);
    renameSync(file, old);
  }
  // a log without its database would be taken for that of the new one
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
  renameSync(fresh, file);
  makeDurable(dirname(file));
  return isReplacing ? old : null;
}

/** Makes an empty file that only its owner may read. @returns false where there is one already */
function reserve(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws where a file is no database of this game, or a damaged one */
function check(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    if (versionOf(database) === 0) throw new Error('database is empty');
    const found = database.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw new Error(String(found));
  } catch (error) {
    throw new Error(`${file} is not a valid database of this game: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    database.close();
  }
}

/**
 * Takes the write-ahead log into the database, so that one file is all of it.
 *
 * @throws where somebody else has the database open: SQLite leaves this mode for the only user alone
 */
function takeLogIn(file: string): void {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    throw new Error('A server is using the database. Stop it first.', { cause: error });
  } finally {
    database.close();
  }
}

function makeDurable(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
