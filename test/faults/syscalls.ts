/** Order of the server's system calls by strace: a turn is on disk before its acknowledgement is sent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Class } from '../support/class.ts';
import { ServerProcess } from '../support/process/server-process.ts';
import { temporaryFolder } from '../support/tmp.ts';
import { until } from '../support/until.ts';

const calls = 'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync';

/**
 * A packet of Socket.IO's that answers a turn with ok. The answer to a join tells the player, and does not count: one
 * that is sent again is told of a seat that is on disk already.
 */
const acknowledgement = /43\d+\[\{\\"ok\\":true(?!,\\"player)/;

/** Lets a class play under strace. @throws where there is no strace */
export async function traceTurns(devices: number, turns: number) {
  using folder = temporaryFolder();
  const file = join(folder.path, 'strace');
  // -D: the server is the child, and is the one that is told to end
  const tracing = ['-D', '-f', '-o', file, '-yy', '-s', '64', '-e', `trace=${calls}`];
  await using server = await ServerProcess.start({ under: ['strace', ...tracing] });
  using room = await Class.play(server, { devices, thinks: () => 50 });
  await until('enough turns are played', () => room.acknowledged >= turns);
  await server.kill('SIGTERM');
  return read(readFileSync(file, 'utf8').split('\n'));
}

/** @param lines as strace writes them: `thread call(fd<what>, …) = result`, or begun in one line and resumed in another */
export function read(lines: readonly string[]) {
  const figures = {
    /** of turns, as they were seen on their way out */
    acknowledgements: 0,
    /** those that left without a sync of the write-ahead log after their turn had come and was written */
    early: 0,
    /** of the write-ahead log */
    syncs: 0,
  };
  /** where the last packet came in, by connection */
  const came = new Map<string, number>();
  /** where the last write began, as far as the log was written when a sync began, by thread, and when one was done */
  let written = -1;
  const syncing = new Map<string, number>();
  let synced = -1;
  /** what a call that is not done yet is about, by thread */
  const begun = new Map<string, string>();
  lines.forEach((line, index) => {
    const [, thread, text] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (!thread || !text) return;
    const isResumed = text.startsWith('<... ');
    const [, call, what = begun.get(thread) ?? ''] =
      /^(?:<\.\.\. )?(\w+)(?:\(\d+<(.*?)>(?=[,) ]))?/.exec(text) ?? [];
    if (!call) return;
    const isDone = !text.endsWith('<unfinished ...>');
    begun.set(thread, what);
    if (what.endsWith('-wal')) {
      if (call === 'pwrite64' && !isResumed) written = index;
      if (call.endsWith('sync') && !isResumed) syncing.set(thread, written);
      if (call.endsWith('sync') && isDone && text.endsWith(' = 0')) {
        synced = syncing.get(thread)!;
        figures.syncs++;
      }
    } else if (what.startsWith('TCP')) {
      if (/^(read|recv)/.test(call) && isDone) came.set(what, index);
      if (/^(write|send)/.test(call) && !isResumed && acknowledgement.test(text)) {
        figures.acknowledgements++;
        if (synced < (came.get(what) ?? Infinity)) figures.early++;
      }
    }
  });
  return figures;
}
