/** Idle timer: whether nobody has touched the page for a while. */

/** Milliseconds without input after which a page is idle. */
const idleAfter = 4_000;

/** To be called while a component is made; it ends with the component. */
export function idleTimer(): { readonly isIdle: boolean } {
  let isIdle = $state(false);
  $effect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reset = () => {
      isIdle = false;
      clearTimeout(timer);
      timer = setTimeout(() => (isIdle = true), idleAfter);
    };
    const listeners = new AbortController();
    for (const input of ['pointermove', 'pointerdown', 'keydown'])
      window.addEventListener(input, reset, { signal: listeners.signal });
    reset();
    return () => {
      clearTimeout(timer);
      listeners.abort();
    };
  });
  return {
    get isIdle() {
      return isIdle;
    },
  };
}
