/** Polling for a condition in another process. */
import { setTimeout } from 'node:timers/promises';

/** Resolves as soon as a condition holds, or rejects after so many milliseconds, with what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  const limit = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > limit)
      throw new Error(`in ${patience / 1_000} s it did not come to this: ${what}`);
    await setTimeout(5);
  }
}
