/** The measured server: a process on a core of its own, with what the system reports of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { ServerProcess } from '../../../test/support/process/server-process.ts';

/** Whether processes can be kept on cores of their own here: the server on the first, the load on the others. */
const pinned = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;
export const loadCores = cpus().length === 2 ? '1' : `1-${cpus().length - 1}`;

const ticksInSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString()) || 100;

/** The command that keeps what it runs on some cores, where the system can do that. */
export const onCores = (cores: string): string[] => (pinned ? ['taskset', '-c', cores] : []);

/** Starts a server on the first core. @param env for it alone, beside the game's own */
export function startSubject(script: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  return ServerProcess.start({ script, env, under: onCores('0') });
}

/** What a server has used so far: seconds of the processor, of all its threads, and bytes of resident memory. */
export function usedBy({ pid }: ServerProcess) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / ticksInSecond,
    rss: Number(resident) * 1024,
  };
}
