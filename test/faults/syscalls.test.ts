/** How a trace of system calls is read. `npm run faults -- order` takes one of a real server. */
import { expect, test } from 'vitest';
import { read } from './syscalls.ts';

const phone = 'TCP:[127.0.0.1:3000->127.0.0.1:5001]';
const came = `read(30<${phone}>, "\\201\\376"..., 65536) = 90`;
const written = 'pwrite64(20</data/token-telephone.sqlite-wal>, "7\\177"..., 4096, 32) = 4096';
const synced = 'fdatasync(20</data/token-telephone.sqlite-wal>) = 0';
const notSynced = 'fdatasync(20</data/token-telephone.sqlite-wal>) = -1 EIO (Input/output error)';
const answered = `write(30<${phone}>, "\\201\\024432[{\\"ok\\":true}]", 22) = 22`;

test.each([
  ['written, synced, answered', [came, written, synced, answered], 0],
  ['answered before the sync', [came, written, answered, synced], 1],
  ['answered though the sync failed', [came, written, notSynced, answered], 1],
  ['answered after a sync of what came earlier', [came, written, synced, came, answered], 1],
  ['answered after a sync before the last write', [came, written, synced, written, answered], 1],
])('%s', (_what, lines, early) => {
  expect(read(lines)).toMatchObject({ acknowledgements: 1, early });
});
