/** The figure of a board: every rollout in the colour of its p, over simulated ones, with marks where they are and end. */
import type uPlot from 'uplot';
import { isAtEnd, type Started } from '../../shared/session/state.ts';
import { colourOf, fade, palettes, type Theme } from '../colour.ts';
import type { Arrival } from './story.ts';
import { paintLines, xOf, yOf, type Lines, type Place, type Trails } from './trails.ts';

/** Space round the plot in CSS pixels, shared with what stands beside and below it. */
export const margin = { top: 14, right: 22, bottom: 14, left: 64 };

export interface Figure extends Lines {
  arrivals: readonly Arrival[];
  /** t of the dotted line */
  round: number;
  /** lines are told apart by number, as teams are */
  numbered: boolean;
}

/** The figure of a game over its ground, which stays the same while it does. */
export function figureOf(
  { rollouts, teams }: Started,
  { simulated, behind }: Pick<Lines, 'simulated' | 'behind'>,
  arrivals: readonly Arrival[],
  round: number,
  theme: Theme,
): Figure {
  const lines = rollouts.map(({ line }) => line);
  const thick = lines.length === 1 || teams !== null;
  return { lines, simulated, behind, arrivals, round, theme, thick, numbered: teams !== null };
}

/** Options of an empty plot of p over rounds; `draw` paints what it shows. */
export function figureOptions(
  rounds: number,
  theme: Theme,
  size: number,
  draw: (plot: uPlot) => void,
): uPlot.Options {
  const { quiet } = palettes[theme];
  const grid = { stroke: fade(quiet, 0.18), width: 1 };
  return {
    width: 100,
    height: 100,
    padding: [margin.top, margin.right, margin.bottom, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, rounds] }, y: { range: [0, 1] } },
    series: [{}, { show: false }],
    axes: [
      { show: false },
      {
        stroke: quiet,
        font: axisFont(size),
        size: margin.left,
        grid,
        ticks: { show: false },
        splits: () => [0, 0.5, 1],
        values: () => ['0', '½', '1'],
      },
    ],
    hooks: { draw: [draw] },
  };
}

/** How large things are drawn in a window of this width: 1 on a laptop, more on a wall, less on a phone. */
export function sizeIn(windowWidth: number): number {
  return Math.min(Math.max(windowWidth / 1280, 0.7), 1.6);
}

export function axisFont(size: number): string {
  return `${Math.round(15 * Math.max(size, 0.9))}px Inter, sans-serif`;
}

/** Where the figure stands on its plot's canvas. */
export function placeOf({ bbox, scales }: uPlot, size: number): Place {
  return { ...bbox, rounds: scales['x']!.max!, pixel: devicePixelRatio * size };
}

/**
 * Paints the figure on any canvas.
 *
 * @param trails keep the lines from one painting of this canvas to the next; without them all are drawn
 */
export function paint(ctx: CanvasRenderingContext2D, place: Place, figure: Figure, trails?: Trails): void {
  ctx.save();
  if (trails) trails.draw(ctx, place, figure);
  else paintLines(ctx, place, figure);
  paintRound(ctx, place, figure);
  if (figure.numbered) paintTeams(ctx, place, figure);
  else paintHeads(ctx, place, figure);
  const ends = new Map(figure.arrivals.map((arrival) => [`${arrival.round} ${arrival.pole}`, arrival]));
  for (const { round, pole } of ends.values())
    disc(ctx, place, xOf(place, round), pole, { radius: 9, digit: pole, theme: figure.theme });
  ctx.restore();
}

function paintRound(ctx: CanvasRenderingContext2D, place: Place, { round, theme }: Figure): void {
  const { top, height, pixel } = place;
  const x = xOf(place, round);
  ctx.setLineDash([2 * pixel, 5 * pixel]);
  ctx.strokeStyle = palettes[theme].quiet;
  ctx.lineWidth = 1.5 * pixel;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Where the lines are now that have not ended; those at one place are one disc. */
function paintHeads(ctx: CanvasRenderingContext2D, place: Place, { lines, theme }: Figure): void {
  const heads = new Map(lines.map((line) => [`${line.length} ${line.at(-1)}`, line]));
  for (const line of heads.values()) {
    const p = line.at(-1)!;
    if (!isAtEnd(p)) disc(ctx, place, xOf(place, line.length - 1), p, { radius: 5, theme });
  }
}

/** Where the teams are now, by their numbers; those at one place stand side by side, towards the middle. */
function paintTeams(ctx: CanvasRenderingContext2D, place: Place, { lines, theme }: Figure): void {
  const radius = 11;
  const step = 2.1 * radius * place.pixel;
  const here = new Map<string, number>();
  lines.forEach((line, team) => {
    const [round, p] = [line.length - 1, line.at(-1)!];
    const key = `${round} ${p}`;
    const beside = here.get(key) ?? 0;
    here.set(key, beside + 1);
    const furthest = place.left + place.width - 5 * place.pixel;
    const x = Math.min(xOf(place, round), furthest) + (round < place.rounds / 2 ? beside : -beside) * step;
    disc(ctx, place, x, p, { radius, digit: team + 1, theme });
  });
}

interface Disc {
  radius: number;
  /** a number on it, so that the colour does not carry it alone */
  digit?: number;
  theme: Theme;
}

function disc(
  ctx: CanvasRenderingContext2D,
  place: Place,
  x: number,
  p: number,
  { radius, digit, theme }: Disc,
): void {
  const { pixel } = place;
  const y = yOf(place, p);
  ctx.beginPath();
  ctx.arc(x, y, radius * pixel, 0, 2 * Math.PI);
  ctx.fillStyle = colourOf(p, theme);
  ctx.fill();
  ctx.strokeStyle = palettes[theme].ground;
  ctx.lineWidth = 1.5 * pixel;
  ctx.stroke();
  if (digit === undefined) return;
  ctx.fillStyle = palettes[theme].ground;
  ctx.font = `700 ${(4 / 3) * radius * pixel}px JetBrains Mono, monospace`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(String(digit), x, y + pixel);
}
