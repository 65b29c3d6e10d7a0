/** The page under test: mounted components, emulated media features, and the pixels on the screen. */
import { flushSync, mount, unmount, type Component } from 'svelte';
import { expect, inject, onTestFinished, test } from 'vitest';
import { cdp, page } from 'vitest/browser';

interface Place {
  /** class of the element that holds the component */
  class?: string;
  /** its inline style: what a page's layout would give it */
  style?: string;
}

/** Mounts a component alone on the page until the test ends; `unmount` takes it away before. */
export function show<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  { class: name = '', style = '' }: Place = {},
): { root: HTMLElement; unmount: () => void } {
  const root = document.createElement('main');
  root.className = name;
  root.style.cssText = style;
  document.body.append(root);
  const mounted = mount(component, { target: root, props });
  flushSync();
  const remove = () => {
    if (!root.isConnected) return;
    void unmount(mounted);
    root.remove();
  };
  onTestFinished(remove);
  return { root, unmount: remove };
}

const features = {
  'prefers-color-scheme': 'dark',
  'prefers-reduced-motion': 'no-preference',
  'forced-colors': 'none',
};

/** Sets media features for the rest of the test; those not named have their defaults. */
export async function emulate(changes: Partial<typeof features> = {}): Promise<void> {
  const all = Object.entries({ ...features, ...changes });
  await cdp().send('Emulation.setEmulatedMedia', {
    features: all.map(([name, value]) => ({ name, value })),
  });
}

/** Nothing is wider than the window. */
export function expectNoSideScroll(): void {
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
}

/** The pixels of an element as the screen shows it, four bytes each. */
export async function pixelsIn(element: Element): Promise<Uint8ClampedArray> {
  const png = await page.screenshot({ element, save: false });
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

/** How many pixels of an element have a colour (`#rrggbb`), as the screen shows it. */
export async function pixelsOf(element: Element, colour: string): Promise<number> {
  const data = await pixelsIn(element);
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (wanted.every((value, channel) => Math.abs(value - data[at + channel]!) <= 3)) count++;
  return count;
}

/** A test that compares with a picture, skipped where the Chromium that made the pictures does not run. */
export const pictureTest = test.skipIf(!inject('isPinnedChromium'));
