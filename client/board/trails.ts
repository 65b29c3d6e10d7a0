/** The lines of a figure: strokes on any canvas and, where it is drawn again and again, sheets that keep them. */
import { isAtEnd } from '../../shared/session/state.ts';
import { colourOf, fade, palettes, type Theme } from '../colour.ts';

/** Where p over rounds stands on a canvas; all in the canvas's own pixels. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
  /** n, how many rounds the width holds */
  rounds: number;
  /** how many of the canvas's pixels a pixel of a laptop's window is: lines and discs grow with it */
  pixel: number;
}

type Line = readonly number[];

/** What is drawn as lines. */
export interface Lines {
  /** the class's rollouts, p(0) … p(now) each */
  lines: readonly Line[];
  /** simulated rollouts, p(0) … p(n) each */
  simulated: readonly Line[];
  /** in their place, where `lines` are of another world: what was played, p(0) … p(n) each */
  behind: readonly Line[];
  theme: Theme;
  /** the few lines there are are drawn thick */
  thick: boolean;
}

export function xOf({ left, width, rounds }: Place, round: number): number {
  return left + (round / rounds) * width;
}

export function yOf({ top, height }: Place, p: number): number {
  return top + (1 - p) * height;
}

/** Draws all lines at once: those of the ground faint, over them each rollout in the colour of its p now. */
export function paintLines(ctx: CanvasRenderingContext2D, place: Place, lines: Lines): void {
  paintGround(ctx, place, lines);
  for (const line of lines.lines) strokeLine(ctx, place, lines, line);
}

/** Simulated rollouts as plain lines, or what was played in its colours, dashed. */
function paintGround(ctx: CanvasRenderingContext2D, place: Place, { simulated, behind, theme }: Lines): void {
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = 1.6 * place.pixel;
  ctx.setLineDash([3 * place.pixel, 4 * place.pixel]);
  for (const line of behind) {
    ctx.strokeStyle = colourOf(line.at(-1)!, theme);
    ctx.stroke(pathOf(place, [untilLevel(line)]));
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = fade(palettes[theme].quiet, theme === 'dark' ? 0.16 : 0.28);
  ctx.lineWidth = place.pixel;
  ctx.stroke(pathOf(place, simulated.map(untilLevel)));
}

/** A line from one of its points on, in the colour of its p now. */
function strokeLine(
  ctx: CanvasRenderingContext2D,
  place: Place,
  { lines, theme, thick }: Lines,
  line: Line,
  from = 0,
): void {
  const p = line.at(-1)!;
  ctx.globalAlpha = isAtEnd(p) && !thick ? 0.75 : 1;
  ctx.strokeStyle = colourOf(p, theme);
  ctx.lineWidth = place.pixel * (thick ? 5 : lines.length > 60 ? 1.6 : 2.4);
  ctx.lineJoin = 'round';
  ctx.stroke(pathOf(place, [line], from));
  ctx.globalAlpha = 1;
}

/** Lines of p, p(0) first, as one path from one of their points on. */
export function pathOf(place: Place, lines: readonly ArrayLike<number>[], from = 0): Path2D {
  const path = new Path2D();
  for (const line of lines) {
    path.moveTo(xOf(place, from), yOf(place, line[from]!));
    for (let round = from + 1; round < line.length; round++)
      if (!isLevel(line, round)) path.lineTo(xOf(place, round), yOf(place, line[round]!));
  }
  return path;
}

/** A line without the level stretch at its end, where a hundred of them would lie on each other. */
function untilLevel(line: Line): Line {
  const end = line.at(-1)!;
  return line.slice(0, line.findLastIndex((p) => p !== end) + 2);
}

/** Whether a point lies within a level stretch, as all do after a collapse: it needs no stroke of its own. */
function isLevel(line: ArrayLike<number>, round: number): boolean {
  return line[round] === line[round - 1] && line[round] === line[round + 1];
}

/** Points that are drawn again in one frame: a few milliseconds' work of a slow laptop without a graphics card. */
const pointsInFrame = 200;

/** A canvas as large as the figure's, and how many points of each line are on it. */
interface Sheet {
  ctx: CanvasRenderingContext2D;
  drawn: number[];
}

/**
 * Keeps the lines of one figure from one drawing to the next, so that a new round costs a stroke a line.
 *
 * A line has the colour of its p now, so every round makes all of them other colours: 200 lines of 200 rounds take
 * a slow laptop half a second. So what is new is added at once in its colour, and the whole is drawn again on a
 * second sheet, some lines a frame; when that is done it takes the place of the first. Few lines are done at once.
 */
export class Trails {
  readonly #repainted: () => void;
  #shown: Sheet | null = null;
  #spare: Sheet | null = null;
  #ground: Sheet | null = null;
  #layout = '';
  #lines: Lines | null = null;
  #place: Place | null = null;
  #work: Generator<void> | null = null;
  /** lines have come on since the work began, and have other colours now */
  #isBehind = false;
  #frame = 0;

  /** @param repainted is called where the lines look different from when they were drawn last */
  constructor(repainted: () => void) {
    this.#repainted = repainted;
  }

  /** Draws the lines as they are now onto a canvas, always the same one. */
  draw(ctx: CanvasRenderingContext2D, place: Place, lines: Lines): void {
    const layout = JSON.stringify([place, lines.theme, lines.thick, ctx.canvas.width, ctx.canvas.height]);
    const { simulated, behind } = this.#lines ?? {};
    const isNew = layout !== this.#layout || lines.simulated !== simulated || lines.behind !== behind;
    const grew = this.#shown?.drawn.every((points, index) => points <= (lines.lines[index]?.length ?? 0));
    const changed = lines.lines !== this.#lines?.lines;
    [this.#lines, this.#place, this.#layout] = [lines, place, layout];
    if (isNew) this.#ground = sheet(ctx, (own) => paintGround(own, place, lines));
    if (isNew || !grew) this.#startAnew(ctx);
    else if (changed) this.#add();
    for (const { ctx: own } of [this.#ground!, this.#shown!]) ctx.drawImage(own.canvas, 0, 0);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  #startAnew(ctx: CanvasRenderingContext2D): void {
    this.close();
    this.#work = null;
    [this.#shown, this.#spare] = [sheet(ctx), sheet(ctx)];
    this.#complete(this.#shown);
  }

  #add(): void {
    this.#complete(this.#shown!);
    this.#isBehind = this.#work !== null;
    if (!this.#isBehind && !this.#workOn()) this.#workLater();
  }

  /** A frame's part of drawing all lines again; whether that was the last one. */
  #workOn(): boolean {
    this.#work ??= this.#repaint();
    const { done } = this.#work.next();
    if (done) this.#work = null;
    return done === true;
  }

  #workLater(): void {
    this.#frame = requestAnimationFrame(() => {
      const done = this.#workOn();
      if (!done || this.#isBehind) this.#workLater();
      if (!done) return;
      this.#isBehind = false;
      this.#repainted();
    });
  }

  *#repaint(): Generator<void> {
    const spare = this.#spare!;
    const { canvas } = spare.ctx;
    spare.ctx.clearRect(0, 0, canvas.width, canvas.height);
    spare.drawn = [];
    let points = 0;
    for (let index = 0; index < this.#lines!.lines.length; index++) {
      if (points > pointsInFrame) yield;
      points = points > pointsInFrame ? 0 : points;
      points += this.#strokeOn(spare, index);
    }
    this.#complete(spare);
    [this.#shown, this.#spare] = [spare, this.#shown];
  }

  /** Brings a sheet up to now. */
  #complete(target: Sheet): void {
    this.#lines!.lines.forEach((_, index) => this.#strokeOn(target, index));
  }

  /** Draws what a sheet lacks of a line; the number of points that this took. */
  #strokeOn(target: Sheet, index: number): number {
    const line = this.#lines!.lines[index]!;
    const from = Math.max((target.drawn[index] ?? 0) - 1, 0);
    target.drawn[index] = line.length;
    if (from < line.length - 1) strokeLine(target.ctx, this.#place!, this.#lines!, line, from);
    return line.length - from;
  }
}

/** A canvas of the same size. */
function sheet({ canvas }: CanvasRenderingContext2D, paint?: (ctx: CanvasRenderingContext2D) => void): Sheet {
  const own = document.createElement('canvas');
  [own.width, own.height] = [canvas.width, canvas.height];
  const ctx = own.getContext('2d')!;
  paint?.(ctx);
  return { ctx, drawn: [] };
}
