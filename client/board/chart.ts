/** The figure of a board, drawn into uPlot: every rollout in the colour of its p, over simulated ones. */
import uPlot from 'uplot';
import type { Started } from '../../shared/session/state.ts';
import { currentP, isAtEnd } from '../../shared/session/state.ts';
import { colourOf, palettes, type Theme } from '../colour.ts';
import type { Arrival } from './story.ts';

/** Space round the plot in CSS pixels, shared with what stands beside and below it. */
export const margin = { top: 14, right: 14, bottom: 14, left: 64 };

/** What the figure is painted on: a uPlot, or anything that places values as it does. */
export type Plane = Pick<uPlot, 'ctx' | 'bbox' | 'valToPos'>;

export interface Figure {
  state: Started;
  /** simulated rollouts, p(0) … p(n) each */
  simulated: readonly (readonly number[])[];
  arrivals: readonly Arrival[];
  /** t of the dotted line */
  round: number;
  theme: Theme;
  /** the few lines there are are drawn thick */
  thick: boolean;
  /** as `sizeIn` has it */
  size: number;
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

function axisFont(size: number): string {
  return `${Math.round(15 * Math.max(size, 0.9))}px Inter, sans-serif`;
}

/** Paints the figure. A path for each colour, so that many lines cost few strokes. */
export function paint(plot: Plane, figure: Figure): void {
  const { state, simulated, arrivals, round, theme, thick, size } = figure;
  const { ctx } = plot;
  const { quiet } = palettes[theme];
  const scale = devicePixelRatio * size;
  ctx.save();
  ctx.lineJoin = 'round';
  stroke(ctx, pathOf(plot, simulated), fade(quiet, theme === 'dark' ? 0.16 : 0.28), scale);
  paintRound(plot, round, quiet);
  const lines = state.rollouts.map(({ line }) => line);
  for (const [colour, group] of byColour(lines, theme)) {
    const ended = isAtEnd(group[0]!.at(-1)!);
    ctx.globalAlpha = ended && !thick ? 0.75 : 1;
    stroke(ctx, pathOf(plot, group), colour, scale * (thick ? 5 : lines.length > 60 ? 1.6 : 2.4));
  }
  ctx.globalAlpha = 1;
  for (const rollout of state.rollouts)
    if (!isAtEnd(currentP(rollout))) paintHead(plot, rollout.line, figure);
  for (const arrival of arrivals) paintEnd(plot, arrival, figure);
  ctx.restore();
}

function byColour(lines: readonly (readonly number[])[], theme: Theme): Map<string, (readonly number[])[]> {
  const groups = new Map<string, (readonly number[])[]>();
  for (const line of lines) {
    const colour = colourOf(line.at(-1)!, theme);
    const group = groups.get(colour);
    if (group) group.push(line);
    else groups.set(colour, [line]);
  }
  return groups;
}

function pathOf(plot: Plane, lines: readonly (readonly number[])[]): Path2D {
  const path = new Path2D();
  const step = plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true);
  const [left, bottom] = [plot.valToPos(0, 'x', true), plot.valToPos(0, 'y', true)];
  const height = bottom - plot.valToPos(1, 'y', true);
  for (const line of lines) {
    path.moveTo(left, bottom - line[0]! * height);
    for (let round = 1; round < line.length; round++)
      path.lineTo(left + round * step, bottom - line[round]! * height);
  }
  return path;
}

function stroke(ctx: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
}

function paintRound(plot: Plane, round: number, colour: string): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(round, 'x', true);
  ctx.setLineDash([2 * devicePixelRatio, 5 * devicePixelRatio]);
  const path = new Path2D();
  path.moveTo(x, bbox.top);
  path.lineTo(x, bbox.top + bbox.height);
  stroke(ctx, path, colour, 1.5 * devicePixelRatio);
  ctx.setLineDash([]);
}

/** Where a line is now. */
function paintHead(plot: Plane, line: readonly number[], { theme, size }: Figure): void {
  const p = line.at(-1)!;
  disc(plot, line.length - 1, p, 5 * size, colourOf(p, theme), theme);
}

/** Where a line came to its end: a disc with the digit, so that the colour does not carry it alone. */
function paintEnd(plot: Plane, { round, pole }: Arrival, { theme, size }: Figure): void {
  disc(plot, round, pole, 9 * size, colourOf(pole, theme), theme);
  const { ctx } = plot;
  ctx.fillStyle = palettes[theme].ground;
  ctx.font = `700 ${12 * size * devicePixelRatio}px JetBrains Mono, monospace`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(
    String(pole),
    plot.valToPos(round, 'x', true),
    plot.valToPos(pole, 'y', true) + devicePixelRatio,
  );
}

function disc(plot: Plane, round: number, p: number, radius: number, colour: string, theme: Theme): void {
  const { ctx } = plot;
  ctx.beginPath();
  ctx.arc(
    plot.valToPos(round, 'x', true),
    plot.valToPos(p, 'y', true),
    radius * devicePixelRatio,
    0,
    2 * Math.PI,
  );
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.strokeStyle = palettes[theme].ground;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.stroke();
}

/** Options of the plot below: the share collapsed so far, over what theory expects. */
export function shareOptions(rounds: number, theme: Theme, size: number): uPlot.Options {
  const { ink, quiet } = palettes[theme];
  return {
    width: 100,
    height: 100,
    padding: [8, margin.right, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, rounds] }, y: { range: [0, 1] } },
    series: [
      {},
      { stroke: fade(ink, 0.6), fill: fade(ink, 0.3), width: 1, points: { show: false } },
      { stroke: ink, width: 2, dash: [6, 6], points: { show: false } },
    ],
    axes: [
      {
        stroke: quiet,
        font: axisFont(size),
        grid: { show: false },
        ticks: { show: false },
        size: 34,
        incrs: [1, 2, 5, 10, 20, 50, 100],
        space: 70,
      },
      {
        stroke: quiet,
        font: axisFont(size),
        size: margin.left,
        grid: { show: false },
        ticks: { show: false },
        splits: () => [0, 1],
        values: () => ['none', 'all'],
      },
    ],
  };
}

/** A colour of the palette, let through. */
function fade(colour: string, alpha: number): string {
  return (
    colour +
    Math.round(alpha * 255)
      .toString(16)
      .padStart(2, '0')
  );
}
