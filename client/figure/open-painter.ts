/** Painters of canvases on a page, which show the newest data once a frame at most. */
import { reloadOnce } from '../net/reload.ts';
import { FigurePainter, type Scene } from './painter.ts';
import type { CanvasLayout, PlotArea } from './plot-area.ts';
import { pack } from './scene-diff.ts';

/** What shows data on a canvas, which is no one else's. */
export interface Painter<Shown> {
  show: (shown: Shown) => void;
  close: () => void;
}

/** The figure's painter: in a worker where the browser can, so that the page never waits for it. */
export function openFigurePainter(
  canvas: HTMLCanvasElement,
  onFault: (sentence: string) => void,
): Painter<Scene> {
  // Safari before 16.4 and Firefox before 105 cannot
  if (!('transferControlToOffscreen' in canvas)) {
    const painter = new FigurePainter(canvas, newElement);
    const fontsReady = loadFonts();
    return {
      show: (scene) => void fontsReady.then(() => painter.show(scene)),
      close: () => painter.close(),
    };
  }
  const worker = new Worker(new URL('./painter.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', ({ message }) => {
    if (!message) void reloadOnce();
    onFault(
      message ? `This figure has stopped: “${message}”` : 'This figure did not load. Load the page again.',
    );
  });
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage(offscreen, [offscreen]);
  let shown: Scene | null = null;
  return {
    show(scene) {
      const diff = pack(scene, shown);
      shown = scene;
      if (diff) worker.postMessage(diff, [diff.points.buffer]);
    },
    close: () => worker.terminate(),
  };
}

/** Opens painters that paint on the page itself, all of the canvas each time. */
export function pagePainter<Data>(
  paint: (ctx: CanvasRenderingContext2D, area: PlotArea, data: Data) => void,
): (canvas: HTMLCanvasElement) => Painter<Data & CanvasLayout> {
  return (canvas) => {
    const ctx = canvas.getContext('2d')!;
    let newest: (Data & CanvasLayout) | null = null;
    let frame = 0;
    const draw = () => {
      frame = 0;
      if (!newest) return;
      // this clears it too
      [canvas.width, canvas.height] = newest.size;
      paint(ctx, newest.area, newest);
    };
    const request = () => (frame ||= requestAnimationFrame(draw));
    void loadFonts().then(request);
    return {
      show(data) {
        newest = data;
        request();
      },
      close: () => cancelAnimationFrame(frame),
    };
  };
}

/** A canvas does not wait for its fonts, and does not draw again when they have come. */
function loadFonts(): Promise<unknown> {
  return Promise.allSettled(
    ['16px Inter', '700 16px JetBrains Mono'].map((font) => document.fonts.load(font)),
  );
}

function newElement(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height });
}
