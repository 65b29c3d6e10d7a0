/** Disk errors on commit during play, and the restart after them. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDisk } from '../../test/faults/disk.ts';
import { Class } from '../../test/support/class.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';
import { until } from '../../test/support/until.ts';

/** `sync`: EIO; `write`: ENOSPC. */
export type Failing = 'sync' | 'write';

/**
 * What was acknowledged is held against the disk after the failure, and against the log when the class has played on.
 *
 * @throws where there is no compiler for C
 */
export async function failCommit(failing: Failing, devices: number) {
  using folder = temporaryFolder();
  const [shim, command] = [join(folder.path, 'failing-disk.so'), join(folder.path, 'command')];
  execFileSync('cc', ['-shared', '-fPIC', '-o', shim, 'tools/faults/failing-disk.c', '-ldl']);
  await using server = await ServerProcess.start({ env: { LD_PRELOAD: shim, FAILING_DISK: command } });
  using room = await Class.play(server, { devices, thinks: () => 100 });
  await playOn(room, devices);
  writeFileSync(command, failing);
  const failed = performance.now();
  const exitCode = await server.ended();
  const exitedAfter = performance.now() - failed;
  const saidWhy = /^Store failed/m.test(server.complaints);
  const { lost, doubled, corrupt } = await checkDisk(server.folder, [room]);
  rmSync(command);
  await server.start();
  await playOn(room, devices);
  const end = await room.end();
  return {
    exitCode,
    /** milliseconds from the failure to the end of the process, and whether it said in a sentence why it ended */
    ...{ exitedAfter, saidWhy },
    ...{ corrupt, misled: end.misled },
    lost: [...lost, ...end.lost],
    doubled: [...doubled, ...end.doubled],
  };
}

/** Waits until every device has played so and so often on average. */
function playOn(room: Class, turns: number): Promise<void> {
  const enough = room.acknowledged + turns;
  return until('the class plays on', () => room.acknowledged >= enough);
}
