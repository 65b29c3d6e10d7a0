/** Waiting for what happens in other processes. */
import { setTimeout } from 'node:timers/promises';

/** Resolves as soon as a condition holds, or rejects after a minute, with what was waited for. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > limit) throw new Error(`in a minute it did not come to this: ${what}`);
    await setTimeout(5);
  }
}
