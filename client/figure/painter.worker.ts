/** A figure off the main thread: its canvas comes first, then scenes. */
import mono from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';
import { unpack, type SceneDiff } from './scene-diff.ts';
import { FigurePainter, type Scene } from './painter.ts';

let trails: FigurePainter | undefined;
let newest: Scene | null = null;

/**
 * Settles when nothing more is to be expected of the font of the digits; the page's fonts are not the worker's.
 * Scenes wait for it: in a worker, Chromium (153) never takes up a font that comes after its family was drawn with.
 */
const fontReady = loadDigits().catch(() => {});

addEventListener('message', ({ data }: MessageEvent<OffscreenCanvas | SceneDiff>) => {
  if (data instanceof OffscreenCanvas) trails = new FigurePainter(data);
  else {
    const scene = (newest = unpack(data, newest));
    void fontReady.then(() => trails!.show(scene));
  }
});

async function loadDigits(): Promise<void> {
  const face = new FontFace('JetBrains Mono', `url(${mono})`, { weight: '100 800' });
  (self as unknown as { fonts: FontFaceSet }).fonts.add(await face.load());
}
