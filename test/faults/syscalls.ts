/** What the server asks of the system, in order, as strace tells: is a turn on disk before its acknowledgement leaves? */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../e2e/process.ts';
import { Class } from './class.ts';
import { until } from './until.ts';

const calls = 'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync';

export interface SyscallFigures {
  /** acknowledgements of turns that were seen on their way out */
  acknowledgements: number;
  /** those of them that left without a sync of the write-ahead log after their turn had come and was written */
  early: number;
  /** syncs of the write-ahead log */
  syncs: number;
}

/** Lets a class play under strace. @throws where there is no strace */
export async function traceTurns(phones: number, turns: number): Promise<SyscallFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  const file = join(folder, 'strace');
  // -D: the server is the child, and is the one that is told to end; one thread does all of this, so no -f
  const server = await ServerProcess.start({}, [
    'strace',
    ...['-D', '-o', file, '-yy', '-s', '64', '-e', `trace=${calls}`],
  ]);
  const room = await Class.play(server, { urlOf: () => server.url, phones, thinks: () => 50 });
  try {
    await until('enough turns are played', () => room.acknowledged >= turns);
    await server.kill('SIGTERM');
    return read(readFileSync(file, 'utf8').split('\n'));
  } finally {
    room.close();
    await server.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** @param lines as strace writes them: `call(fd<what>, …) = result` */
export function read(lines: readonly string[]): SyscallFigures {
  const figures: SyscallFigures = { acknowledgements: 0, early: 0, syncs: 0 };
  /** where the last packet came in, by connection */
  const came = new Map<string, number>();
  let written = -1;
  let synced = -1;
  lines.forEach((line, index) => {
    const [, call, what, rest] = /^(\w+)\(\d+<(.*?)>(?=[,)])(.*)$/.exec(line) ?? [];
    if (!call || !what || !rest) return;
    if (/^(read|recv)/.test(call) && what.startsWith('TCP')) came.set(what, index);
    else if (call === 'pwrite64' && what.endsWith('-wal')) written = index;
    else if (call.endsWith('sync') && what.endsWith('-wal') && rest.endsWith(' = 0')) {
      // what is written after the last sync is not on disk
      synced = written;
      figures.syncs++;
    } else if (/^(write|send)/.test(call) && what.startsWith('TCP') && /43\d+\[\{\\"ok\\":true/.test(rest)) {
      figures.acknowledgements++;
      if (synced < written || synced < (came.get(what) ?? Infinity)) figures.early++;
    }
  });
  return figures;
}
