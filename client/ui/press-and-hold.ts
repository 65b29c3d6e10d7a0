/** Press and hold: a button that acts at once when pressed, and repeats while held. */
import type { Attachment } from 'svelte/attachments';

const firstAfter = 380;
const thenEvery = 110;

/** Acts on press and hold, and on a click that no pointer made: a key's, or a screen reader's. */
export function pressAndHold(act: () => void): Attachment<HTMLElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pressed = false;
    const go = (wait: number) => {
      act();
      timer = setTimeout(() => go(thenEvery), wait);
    };
    const press = (event: PointerEvent) => {
      if (event.button !== 0) return;
      pressed = true;
      clearTimeout(timer);
      go(firstAfter);
    };
    const release = () => clearTimeout(timer);
    const click = () => {
      if (!pressed) act();
      pressed = false;
    };
    const listeners = new AbortController();
    const { signal } = listeners;
    node.addEventListener('pointerdown', press, { signal });
    node.addEventListener('click', click, { signal });
    node.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    for (const end of ['pointerup', 'pointercancel', 'blur'])
      window.addEventListener(end, release, { signal });
    return () => {
      release();
      listeners.abort();
    };
  };
}
