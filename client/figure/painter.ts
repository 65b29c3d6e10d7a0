/** Painter of the chart: lines are kept on layers, so that a new round costs one stroke for each line. */
import { rollouts, type Experiment } from '../../shared/model/rollout.ts';
import { paintAxes, pTicks } from './axes.ts';
import { paintBackground, strokeLine, type Line } from './lines.ts';
import { paintMarks, type Figure } from './marks.ts';
import type { Canvas, CanvasLayout, Context2D } from './plot-area.ts';

/** Simulated rollouts as what they come from; `shared/model/rollout.ts` has their numbers. */
export interface Simulation {
  seed: number;
  count: number;
  experiment: Experiment;
}

/** All that is to be seen on the canvas, as plain data. */
export interface Scene extends Figure, CanvasLayout {
  /** null where other lines are behind */
  simulation: Simulation | null;
  behind: readonly Line[];
}

/** Points that are drawn again in one frame: a few milliseconds' work of a slow laptop without a graphics card. */
const pointsInFrame = 200;

/** A canvas as large as the figure's, and how many points of each line are on it. */
interface Layer {
  ctx: Context2D;
  drawn: number[];
}

/**
 * A canvas and the figure on it. It shows the newest scene, once a frame.
 *
 * A line has the colour of its p now, so every round makes all of them other colours: 200 lines of 200 rounds take
 * a slow laptop half a second. So what is new is added at once in its colour, and the whole is drawn again on a
 * back layer, some lines a frame; when that is done it becomes the front one. Few lines are done at once.
 */
export class FigurePainter {
  readonly #ctx: Context2D;
  readonly #newCanvas: (width: number, height: number) => Canvas;
  #next: Scene | null = null;
  #scene: Scene | null = null;
  #background: Layer | null = null;
  #front: Layer | null = null;
  #back: Layer | null = null;
  #simulated: { of: string; lines: readonly Line[] } = { of: 'null', lines: [] };
  #repaint: Generator<void> | null = null;
  /** lines have come on since the repaint began, and have other colours now */
  #isStale = false;
  #frame = 0;

  /** @param newCanvas makes its layers: elements where the browser has no others */
  constructor(canvas: Canvas, newCanvas: (width: number, height: number) => Canvas) {
    this.#ctx = canvas.getContext('2d') as Context2D;
    this.#newCanvas = newCanvas;
  }

  show(scene: Scene): void {
    this.#next = scene;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  #draw(): void {
    const isNew = this.#next !== null;
    if (this.#next) this.#apply(this.#next);
    const isRepainted = (this.#repaint !== null || this.#isStale) && this.#repaintSome();
    if (isNew || isRepainted) this.#compose();
    const isPartial = this.#repaint !== null || this.#isStale;
    this.#frame = isPartial ? requestAnimationFrame(() => this.#draw()) : 0;
  }

  #apply(scene: Scene): void {
    const before = this.#scene;
    [this.#scene, this.#next] = [scene, null];
    const grew = this.#front?.drawn.every((points, index) => points <= (scene.lines[index]?.length ?? 0));
    const isOther = before === null || backgroundKey(scene) !== backgroundKey(before);
    if (isOther) this.#paintBackground(scene);
    if (isOther || !grew) [this.#repaint, this.#front, this.#back] = [null, this.#layer(), this.#layer()];
    this.#extendLines(this.#front!);
    this.#isStale = !isOther && grew === true;
  }

  /** Makes the canvas as large as it is to be, and draws what is behind the lines. */
  #paintBackground({ size, area, simulation, behind, theme }: Scene): void {
    const { canvas } = this.#ctx;
    [canvas.width, canvas.height] = size;
    const of = JSON.stringify(simulation);
    if (of !== this.#simulated.of) this.#simulated = { of, lines: simulation ? simulate(simulation) : [] };
    this.#background = this.#layer();
    paintAxes(this.#background.ctx, area, { theme, values: pTicks, hasRounds: false });
    paintBackground(this.#background.ctx, area, { simulated: this.#simulated.lines, behind }, theme);
  }

  #compose(): void {
    const scene = this.#scene!;
    this.#ctx.clearRect(0, 0, ...scene.size);
    for (const { ctx } of [this.#background!, this.#front!]) this.#ctx.drawImage(ctx.canvas, 0, 0);
    paintMarks(this.#ctx, scene.area, scene);
  }

  /** A frame's part of drawing all lines again; whether that was the last one. */
  #repaintSome(): boolean {
    if (!this.#repaint) [this.#repaint, this.#isStale] = [this.#repaintBack(), false];
    const { done } = this.#repaint.next();
    if (done) this.#repaint = null;
    return done === true;
  }

  *#repaintBack(): Generator<void> {
    const back = this.#back!;
    back.ctx.clearRect(0, 0, ...this.#scene!.size);
    back.drawn = [];
    let points = 0;
    for (let index = 0; index < this.#scene!.lines.length; index++) {
      if (points > pointsInFrame) yield;
      points = points > pointsInFrame ? 0 : points;
      points += this.#extendLine(back, index);
    }
    this.#extendLines(back);
    [this.#front, this.#back] = [back, this.#front];
  }

  /** Brings a layer up to now. */
  #extendLines(layer: Layer): void {
    this.#scene!.lines.forEach((_, index) => this.#extendLine(layer, index));
  }

  /** Draws what a layer lacks of a line; the number of points that this took. */
  #extendLine(layer: Layer, index: number): number {
    const { lines, area } = this.#scene!;
    const line = lines[index]!;
    const from = Math.max((layer.drawn[index] ?? 0) - 1, 0);
    layer.drawn[index] = line.length;
    if (from < line.length - 1) strokeLine(layer.ctx, area, this.#scene!, line, from);
    return line.length - from;
  }

  #layer(): Layer {
    return { ctx: this.#newCanvas(...this.#scene!.size).getContext('2d') as Context2D, drawn: [] };
  }
}

/** The numbers of simulated rollouts, p(0) … p(n) each. */
export function simulate({ seed, count, experiment }: Simulation): readonly Line[] {
  return rollouts(seed, count, experiment);
}

/** What stays while lines grow. */
function backgroundKey({ size, area, simulation, behind, theme, thick }: Scene): string {
  return JSON.stringify([size, area, simulation, behind, theme, thick]);
}
