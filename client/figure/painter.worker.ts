/** A figure off the main thread: its canvas comes first, then scenes. */
import mono from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';
import { unpack, type SceneDiff } from './scene-diff.ts';
import { FigurePainter, type Scene } from './painter.ts';

let trails: FigurePainter | undefined;
let newest: Scene | null = null;

addEventListener('message', ({ data }: MessageEvent<OffscreenCanvas | SceneDiff>) => {
  if (data instanceof OffscreenCanvas) {
    trails = new FigurePainter(data);
    void loadDigits();
  } else trails!.show((newest = unpack(data, newest)));
});

/** The page's fonts are not the worker's. */
async function loadDigits(): Promise<void> {
  const face = new FontFace('JetBrains Mono', `url(${mono})`, { weight: '100 800' });
  (self as unknown as { fonts: FontFaceSet }).fonts.add(await face.load());
  if (newest) trails!.show(newest);
}
