/** Ends processes that a test or a benchmark has started. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Whether it has ended, by itself or by a signal. */
export function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ends it, unless it has ended, and resolves when all that it printed has come. */
export async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (isOver(child)) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}
