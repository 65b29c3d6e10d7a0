/** Backup and restore of the database file: a backup while a server runs, a restore while none does. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { asStoreError } from './errors.ts';
import { lockDatabase } from './lock.ts';
import { migrate, versionOf } from './migrations.ts';
import { salvage, type Salvage } from './salvage.ts';

/** The schema version that keeps events of deleted sessions until they are erased. */
const firstWithErasure = 3;

/**
 * Writes a durable snapshot of a database into a new file, without remains of deleted rows.
 *
 * @throws with a sentence, where there is no database, or the new file exists; `DataDamaged`, where it cannot all be
 *   read; nothing is left behind then
 */
export function backUp(file: string, copy: string): void {
  fill(copy, file, (database) => {
    database.prepare('VACUUM INTO ?').run(copy);
    dropDeleted(copy);
  });
}

/**
 * Writes what is whole of a damaged database into a new file.
 *
 * @throws with a sentence, where there is no database, it cannot be read at all, or the new file exists
 */
export function backUpWhole(file: string, copy: string): Salvage {
  return fill(copy, file, (database) => {
    const fresh = new Database(copy);
    try {
      migrate(fresh);
      return salvage(database, fresh);
    } finally {
      fresh.close();
    }
  });
}

/** Fills a new file from a database; where that fails, leaves nothing behind. */
function fill<T>(copy: string, file: string, write: (database: Database.Database) => T): T {
  if (!existsSync(file)) throw new Error(`No database at ${file}.`);
  if (!reserve(copy)) throw new Error(`${copy} already exists; nothing was overwritten.`);
  try {
    const database = new Database(file, { fileMustExist: true });
    let result: T;
    try {
      result = write(database);
    } finally {
      database.close();
    }
    check(copy);
    sync(copy);
    return result;
  } catch (error) {
    rmSync(copy, { force: true });
    throw asStoreError(error);
  }
}

/**
 * Replaces a database by a backup. The old database is kept beside it.
 *
 * @returns the path of the old database; null where there was none
 * @throws with a sentence, where the backup is missing or damaged, or a server uses the database; nothing is changed
 *   then
 */
export function restore(copy: string, file: string): string | null {
  if (!existsSync(copy)) throw new Error(`No file at ${copy}.`);
  check(copy);
  mkdirSync(dirname(file), { recursive: true });
  const unlock = lockDatabase(file);
  if (unlock === null) throw inUse();
  try {
    return replace(copy, file);
  } finally {
    unlock();
  }
}

function replace(copy: string, file: string): string | null {
  const [fresh, old] = [`${file}.restored`, `${file}.old`];
  if (existsSync(old))
    throw new Error(`${old} already exists, from an earlier restore. Move or delete it first.`);
  rmSync(fresh, { force: true });
  backUp(copy, fresh);
  const isReplacing = existsSync(file);
  if (isReplacing) {
    mergeLog(file);
    renameSync(file, old);
  }
  // SQLite would read a leftover log as that of the new database
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
  renameSync(fresh, file);
  sync(dirname(file));
  return isReplacing ? old : null;
}

/** Creates an empty file that only its owner can read. @returns false where it exists */
function reserve(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function inUse(cause?: unknown): Error {
  return new Error('A server is using the database. Stop it first.', { cause });
}

/** Drops the events of deleted sessions, which a server erases in its own time. */
function dropDeleted(copy: string): void {
  const database = new Database(copy);
  try {
    if (versionOf(database) < firstWithErasure) return;
    if (database.prepare('SELECT requested = done FROM erasure').pluck().get() === 1) return;
    for (const table of ['events_a', 'events_b'])
      database.exec(`DELETE FROM ${table} WHERE session NOT IN (SELECT id FROM sessions)`);
    database.exec('VACUUM');
  } finally {
    database.close();
  }
}

/** @throws where a file is not a database of this game, or is damaged */
function check(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    if (versionOf(database) === 0) throw new Error('database is empty');
    const found = database.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw new Error(String(found));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`${file} is not a valid database of this game: ${reason}`, { cause: error });
  } finally {
    database.close();
  }
}

/**
 * Merges the write-ahead log into the database.
 *
 * @throws where another connection is open: only a sole connection can leave this mode
 */
function mergeLog(file: string): void {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    throw inUse(error);
  } finally {
    database.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
