/** Parsing of a system call trace; `npm run faults -- order` takes one of a real server. */
import { expect, test } from 'vitest';
import { read } from './syscalls.ts';

const device = 'TCP:[127.0.0.1:3000->127.0.0.1:5001]';
const came = `1 read(30<${device}>, "\\201\\376"..., 65536) = 90`;
const written = '2 pwrite64(20</data/token-telephone.sqlite-wal>, "7\\177"..., 4096, 32) = 4096';
const synced = '2 fdatasync(20</data/token-telephone.sqlite-wal>) = 0';
const notSynced = '2 fdatasync(20</data/token-telephone.sqlite-wal>) = -1 EIO (Input/output error)';
const begins = '2 fdatasync(20</data/token-telephone.sqlite-wal> <unfinished ...>';
const ends = '2 <... fdatasync resumed>) = 0';
const answered = `1 write(30<${device}>, "\\201\\024432[{\\"ok\\":true}]", 22) = 22`;

const seated = `1 write(30<${device}>, "\\201\\024430[{\\"ok\\":true,\\"player\\":1}]", 33) = 33`;

test('a seat that is told again need not be synced again', () => {
  const figures = read([came, written, synced, seated, came, seated]);
  expect(figures).toMatchObject({ acknowledgements: 0, early: 0 });
});

test.each([
  ['written, synced, answered', [came, written, synced, answered], 0],
  ['answered before the sync', [came, written, answered, synced], 1],
  ['answered though the sync failed', [came, written, notSynced, answered], 1],
  ['answered after a sync of what came earlier', [came, written, synced, came, answered], 1],
  ['answered while a sync is under way', [came, written, begins, answered, ends], 1],
  ['answered after a sync that took a while', [came, written, begins, ends, answered], 0],
  ['answered after a sync that began before the write', [begins, came, written, ends, answered], 1],
  ['answered while the next turns are written', [came, written, synced, written, answered], 0],
])('%s', (_what, lines, early) => {
  expect(read(lines)).toMatchObject({ acknowledgements: 1, early });
});
