/** A disk that fails while a class plays: what the server does then, and the one after it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { Class, type Difference } from '../../test/support/class.ts';
import { inspect } from '../../test/faults/disk.ts';
import { until } from '../../test/support/until.ts';

/** `sync`: EIO; `write`: ENOSPC. */
export type Failing = 'sync' | 'write';

export interface CommitErrorFigures extends Difference {
  exitCode: number | null;
  /** milliseconds from the failure to the end of the process */
  exitedAfter: number;
  /** whether it said in a sentence why it ended */
  saidWhy: boolean;
  corrupt: string[];
  /** phones that do not show the end as the log has it, after the class has played on */
  misled: string[];
}

/** @throws where there is no compiler for C */
export async function failCommit(failing: Failing, phones: number): Promise<CommitErrorFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  const [shim, command] = [join(folder, 'failing-disk.so'), join(folder, 'command')];
  execFileSync('cc', ['-shared', '-fPIC', '-o', shim, 'tools/faults/failing-disk.c', '-ldl']);
  const server = await ServerProcess.start({ LD_PRELOAD: shim, FAILING_DISK: command });
  const room = await Class.play(server, { urlOf: () => server.url, phones, thinks: () => 100 });
  try {
    await playOn(room, phones);
    writeFileSync(command, failing);
    const failed = performance.now();
    const exitCode = await server.ended();
    const exitedAfter = performance.now() - failed;
    const saidWhy = /^Store failed/m.test(server.complaints);
    await until('every line is lost', () => room.handsets.every(({ phone }) => !phone.connection.canSpeak));
    const { corrupt, logs } = await inspect(server.folder, [room.session.id]);
    const { lost, doubled } = room.compare(logs[0]!);
    rmSync(command);
    await server.start();
    await playOn(room, phones);
    const misled = await room.end();
    const after = room.compare((await room.replay()).events);
    return {
      ...{ exitCode, exitedAfter, saidWhy, corrupt, misled },
      lost: [...lost, ...after.lost],
      doubled: [...doubled, ...after.doubled],
    };
  } finally {
    room.close();
    await server.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Waits until every phone has played so and so often on average. */
function playOn(room: Class, turns: number): Promise<void> {
  const enough = room.acknowledged + turns;
  return until('the class plays on', () => room.acknowledged >= enough);
}
