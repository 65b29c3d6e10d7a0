/** The trails on a page's canvas: drawn by a worker, so that the page never waits for them, where the browser can. */
import { pack } from './scene-diff.ts';
import { FigurePainter, type Scene } from './painter.ts';

/** @returns what shows scenes on this canvas, which is no one else's from now on */
export function openPainter(canvas: HTMLCanvasElement): Pick<FigurePainter, 'show' | 'close'> {
  // Safari before 16.4 and Firefox before 105 cannot
  if (!('transferControlToOffscreen' in canvas)) return new FigurePainter(canvas);
  const worker = new Worker(new URL('./painter.worker.ts', import.meta.url), { type: 'module' });
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage(offscreen, [offscreen]);
  let shown: Scene | null = null;
  return {
    show(scene) {
      const parcel = pack(scene, shown);
      shown = scene;
      if (parcel) worker.postMessage(parcel, [parcel.points.buffer]);
    },
    close: () => worker.terminate(),
  };
}
