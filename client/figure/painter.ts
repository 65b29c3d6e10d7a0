/** A figure that is drawn again and again: its lines are kept, so that a new round costs a stroke a line. */
import { rollouts, type Experiment } from '../../shared/model/rollout.ts';
import { paintGround, strokeLine, type Line, type Pen, type Place } from './lines.ts';
import { paintMarks, type Figure } from './marks.ts';

/** Simulated rollouts as what they come from; `shared/model/rollout.ts` has their numbers. */
export interface Simulation {
  seed: number;
  count: number;
  experiment: Experiment;
}

/** All that is to be seen on the canvas, as plain data. */
export interface Scene extends Figure {
  /** the canvas's width and height, in its own pixels */
  size: readonly [number, number];
  place: Place;
  /** null where other lines are behind */
  simulation: Simulation | null;
  behind: readonly Line[];
}

/** Points that are drawn again in one frame: a few milliseconds' work of a slow laptop without a graphics card. */
const pointsInFrame = 200;

/** A canvas as large as the figure's, and how many points of each line are on it. */
interface Sheet {
  pen: Pen;
  drawn: number[];
}

/**
 * A canvas and the figure on it. It shows the newest scene, once a frame.
 *
 * A line has the colour of its p now, so every round makes all of them other colours: 200 lines of 200 rounds take
 * a slow laptop half a second. So what is new is added at once in its colour, and the whole is drawn again on a
 * second sheet, some lines a frame; when that is done it takes the place of the first. Few lines are done at once.
 */
export class FigurePainter {
  readonly #pen: Pen;
  #next: Scene | null = null;
  #scene: Scene | null = null;
  #shown: Sheet | null = null;
  #spare: Sheet | null = null;
  #ground: Sheet | null = null;
  #simulated: { of: string; lines: readonly Line[] } = { of: 'null', lines: [] };
  #work: Generator<void> | null = null;
  /** lines have come on since the work began, and have other colours now */
  #isBehind = false;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#pen = canvas.getContext('2d') as Pen;
  }

  show(scene: Scene): void {
    this.#next = scene;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  #draw(): void {
    const isNews = this.#next !== null;
    if (this.#next) this.#take(this.#next);
    const isRepainted = (this.#work !== null || this.#isBehind) && this.#workOn();
    if (isNews || isRepainted) this.#present();
    const isPartial = this.#work !== null || this.#isBehind;
    this.#frame = isPartial ? requestAnimationFrame(() => this.#draw()) : 0;
  }

  #take(scene: Scene): void {
    const before = this.#scene;
    [this.#scene, this.#next] = [scene, null];
    const grew = this.#shown?.drawn.every((points, index) => points <= (scene.lines[index]?.length ?? 0));
    const isNew = before === null || settingOf(scene) !== settingOf(before);
    if (isNew) this.#layGround(scene);
    if (isNew || !grew) [this.#work, this.#shown, this.#spare] = [null, this.#sheet(), this.#sheet()];
    this.#complete(this.#shown!);
    this.#isBehind = !isNew && grew === true;
  }

  /** Makes the canvas as large as it is to be, and draws what is behind the lines. */
  #layGround({ size, place, simulation, behind, theme }: Scene): void {
    const { canvas } = this.#pen;
    [canvas.width, canvas.height] = size;
    const of = JSON.stringify(simulation);
    if (of !== this.#simulated.of) this.#simulated = { of, lines: simulation ? simulate(simulation) : [] };
    this.#ground = this.#sheet();
    paintGround(this.#ground.pen, place, { simulated: this.#simulated.lines, behind }, theme);
  }

  #present(): void {
    const scene = this.#scene!;
    this.#pen.clearRect(0, 0, ...scene.size);
    for (const { pen } of [this.#ground!, this.#shown!]) this.#pen.drawImage(pen.canvas, 0, 0);
    paintMarks(this.#pen, scene.place, scene);
  }

  /** A frame's part of drawing all lines again; whether that was the last one. */
  #workOn(): boolean {
    if (!this.#work) [this.#work, this.#isBehind] = [this.#repaint(), false];
    const { done } = this.#work.next();
    if (done) this.#work = null;
    return done === true;
  }

  *#repaint(): Generator<void> {
    const spare = this.#spare!;
    spare.pen.clearRect(0, 0, ...this.#scene!.size);
    spare.drawn = [];
    let points = 0;
    for (let index = 0; index < this.#scene!.lines.length; index++) {
      if (points > pointsInFrame) yield;
      points = points > pointsInFrame ? 0 : points;
      points += this.#strokeOn(spare, index);
    }
    this.#complete(spare);
    [this.#shown, this.#spare] = [spare, this.#shown];
  }

  /** Brings a sheet up to now. */
  #complete(target: Sheet): void {
    this.#scene!.lines.forEach((_, index) => this.#strokeOn(target, index));
  }

  /** Draws what a sheet lacks of a line; the number of points that this took. */
  #strokeOn(target: Sheet, index: number): number {
    const { lines, place } = this.#scene!;
    const line = lines[index]!;
    const from = Math.max((target.drawn[index] ?? 0) - 1, 0);
    target.drawn[index] = line.length;
    if (from < line.length - 1) strokeLine(target.pen, place, this.#scene!, line, from);
    return line.length - from;
  }

  #sheet(): Sheet {
    return { pen: newCanvas(...this.#scene!.size).getContext('2d') as Pen, drawn: [] };
  }
}

/** The numbers of simulated rollouts, p(0) … p(n) each. */
export function simulate({ seed, count, experiment }: Simulation): readonly Line[] {
  return rollouts(seed, count, experiment);
}

/** What stays while lines grow. */
function settingOf({ size, place, simulation, behind, theme, thick }: Scene): string {
  return JSON.stringify([size, place, simulation, behind, theme, thick]);
}

function newCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}
