/** Timers and frames of the page under a clock that only the test turns. */
import { onTestFinished, vi } from 'vitest';

/**
 * Stops the page's clock until the test ends; returns what turns it on by milliseconds.
 *
 * Not `vi.useFakeTimers`: while a browser action is under way, Vitest 5.1 turns that clock on by the time that the
 * action takes, and a button that is held would act once more on a busy machine.
 */
export function stopClock(): (milliseconds: number) => void {
  const start = performance.now();
  const waiting = new Map<number, { at: number; call: (time: number) => void }>();
  let now = start;
  let last = 0;
  const after = (call: (time: number) => void, milliseconds = 0) => {
    waiting.set(++last, { at: now + milliseconds, call });
    return last;
  };
  const cancel = (id: number) => void waiting.delete(id);
  vi.stubGlobal('setTimeout', after);
  vi.stubGlobal('clearTimeout', cancel);
  vi.stubGlobal('requestAnimationFrame', (call: (time: number) => void) => after(call, 16));
  vi.stubGlobal('cancelAnimationFrame', cancel);
  onTestFinished(() => void vi.unstubAllGlobals());
  return (milliseconds) => {
    const until = now + milliseconds;
    for (;;) {
      const next = [...waiting].toSorted(([, a], [, b]) => a.at - b.at)[0];
      if (next === undefined || next[1].at > until) break;
      const [id, { at, call }] = next;
      waiting.delete(id);
      now = at;
      call(now);
    }
    now = until;
  };
}
