/** A derived value that updates at most once per frame. */
import { untrack } from 'svelte';

/**
 * Updates right after a frame, so that what is derived has a whole frame's time, and drawing it another one. To be
 * called while a component is made.
 *
 * @param read gives the value, which may change at any time
 */
export function oncePerFrame<T>(read: () => T): { readonly current: T } {
  let current = $state.raw(untrack(read));
  let frame = 0;
  $effect(() => () => cancelAnimationFrame(frame));
  $effect(() => {
    if (read() === untrack(() => current)) return;
    frame ||= requestAnimationFrame(() =>
      setTimeout(() => {
        frame = 0;
        current = read();
      }),
    );
  });
  return {
    get current() {
      return current;
    },
  };
}
