/** Identity of an open database's files: detects that they were removed or replaced. */
import { statSync } from 'node:fs';
import { StoreRemoved } from '../port.ts';

/**
 * The inodes of a database and its write-ahead log. By `stat` alone: where a process closes any descriptor of a file,
 * POSIX ends all locks that it has on it, SQLite's too.
 */
export function identityOf(file: string): string {
  return [file, `${file}-wal`].map(inodeOf).join();
}

/** @throws `StoreRemoved`, where the files at this path are not those that were opened */
export function requireIdentity(file: string, identity: string): void {
  if (identityOf(file) !== identity) throw new StoreRemoved(`${file} was removed or replaced`);
}

function inodeOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : 'none';
}
