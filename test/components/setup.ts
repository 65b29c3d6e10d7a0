/** Makes the page that of the app, as client/app/main.ts does, and each test start from the same state. */
import { beforeAll, beforeEach } from 'vitest';
import { page } from 'vitest/browser';
import '../../client/app/app.css';
import '../../client/app/fonts.css';
import '../../client/player/player.css';
import index from '../../client/app/index.html?raw';
import { storage } from '../../client/storage/storage.ts';
import type { Theme } from '../../client/ui/colour.ts';
import { theme } from '../../client/ui/theme.svelte.ts';
import { emulate } from './page.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** the browser is the one of package.json */
    isPinnedChromium: boolean;
  }
}

beforeAll(async () => {
  const { head } = new DOMParser().parseFromString(index, 'text/html');
  document.head.append(...head.querySelectorAll('meta[name]'));
  theme.follow(storage.get<Theme>('theme'), (chosen) => storage.set('theme', chosen));
  await Promise.all([...document.fonts].map((face) => face.load()));
});

beforeEach(async () => {
  await emulate();
  await page.viewport(400, 800);
});
