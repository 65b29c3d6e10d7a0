/** Copy of a running PostgreSQL's files, without its write-ahead log, for a standby that streams it. */
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** What belongs to the running server alone. Of folders the files are left out. */
const own = /\/(postmaster\.(pid|opts)|(pg_wal|pg_replslot|pg_stat_tmp|pg_dynshmem|pg_notify)\/.*)$/;

export function copyDatabase(from: string, to: string): void {
  const stats = statSync(from);
  mkdirSync(to, { recursive: true });
  makeOwn(to, stats);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyDatabase(source, target);
    else if (!own.test(source)) copyFile(source, target);
  }
}

/** A file may be deleted meanwhile: the log has what became of it. */
function copyFile(source: string, target: string): void {
  try {
    const stats = statSync(source);
    copyFileSync(source, target);
    makeOwn(target, stats);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function makeOwn(path: string, { mode, uid, gid }: Stats): void {
  chmodSync(path, mode);
  chownSync(path, uid, gid);
}
