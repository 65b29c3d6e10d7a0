/** Lock of a database: one server at a time, until it closes or its process ends, however that ends. */
import Database from 'better-sqlite3';

/**
 * Locks a database. The lock is a transaction on a file of its own, so that backups can still read the database.
 *
 * @returns unlock; null where another process has it
 */
export function lockDatabase(file: string): (() => void) | null {
  const lock = new Database(`${file}-lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return () => void lock.close();
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}
