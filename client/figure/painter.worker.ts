/** Worker that draws the chart off the main thread: it is sent its canvas first, then scenes. */
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import mono from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';
import { unpack, type SceneDiff } from './scene-diff.ts';
import { FigurePainter, type Scene } from './painter.ts';

let painter: FigurePainter | undefined;
let newest: Scene | null = null;

/**
 * Settles when nothing more is to be expected of the fonts; the page's are not the worker's. Scenes wait for it: in a
 * worker, Chromium (153) never takes up a font that comes after its family was drawn with.
 */
const fontsReady = Promise.allSettled([loadFont('Inter', inter), loadFont('JetBrains Mono', mono)]);

addEventListener('message', ({ data }: MessageEvent<OffscreenCanvas | SceneDiff>) => {
  if (data instanceof OffscreenCanvas)
    painter = new FigurePainter(data, (width, height) => new OffscreenCanvas(width, height));
  else {
    const scene = (newest = unpack(data, newest));
    void fontsReady.then(() => painter!.show(scene));
  }
});

async function loadFont(family: string, url: string): Promise<void> {
  const face = new FontFace(family, `url(${url})`, { weight: '100 900' });
  self.fonts.add(await face.load());
}
