/** Slow disk for one process: a preloaded library, compiled on demand. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/tmp.ts';

/**
 * The environment of a process whose every fsync takes so many milliseconds at least.
 *
 * @throws where there is no C compiler, or no LD_PRELOAD
 */
export function slowDisk(milliseconds: number): Record<string, string> {
  const folder = temporaryFolder();
  process.once('exit', folder.remove);
  const library = join(folder.path, 'slow-fsync.so');
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'slow-fsync.c'), '-ldl']);
  return { LD_PRELOAD: library, FSYNC_MILLISECONDS: String(milliseconds) };
}
