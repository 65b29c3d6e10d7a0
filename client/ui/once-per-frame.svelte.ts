/** A value as a page shows it that has much to do when it changes. */
import { untrack } from 'svelte';

/**
 * The newest value once a frame at most, and right after one: what follows from it has a whole frame's time then, and
 * the drawing of that another one. To be called while a component is made.
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
