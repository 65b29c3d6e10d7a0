/** The figure of a board: every rollout in the colour of its p, over simulated ones, with marks where they are and end. */
import type uPlot from 'uplot';
import { simulationSeed } from '../../shared/session/secret.ts';
import type { Started } from '../../shared/session/state.ts';
import { fade, palettes, type Theme } from '../ui/colour.ts';
import { paintGround, strokeLine, type Ground, type Pen, type Place } from './lines.ts';
import { paintMarks, type Figure } from './marks.ts';
import type { Collapse } from '../game/board-state.ts';
import type { Simulation } from './painter.ts';

/** Space round the plot in CSS pixels, shared with what stands beside and below it. */
export const margin = { top: 14, right: 22, bottom: 14, left: 64 };

/** The data of a plot that is to draw its axes alone. */
export const onlyAxes: uPlot.AlignedData = [[0], [null]];

/** As many as in the essay's figure. */
const simulatedCount = 100;

/** The simulated rollouts of a game: the essay's loop, from the commitment on which all agree. */
export function simulationOf({ commitment, config }: Pick<Started, 'commitment' | 'config'>): Simulation {
  const { start, textLength, rounds, regime } = config;
  const experiment = { start, textLength, rounds, regime };
  return { seed: simulationSeed(commitment), count: simulatedCount, experiment };
}

export function figureOf(
  { rollouts, teams }: Started,
  collapses: readonly Collapse[],
  round: number,
  theme: Theme,
): Figure {
  const lines = rollouts.map(({ line }) => line);
  const thick = lines.length === 1 || teams !== null;
  return { lines, collapses, round, theme, thick, numbered: teams !== null };
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

/** Paints the figure, all of it and at once. */
export function paint(ctx: Pen, place: Place, figure: Figure, ground: Ground): void {
  ctx.save();
  paintGround(ctx, place, ground, figure.theme);
  for (const line of figure.lines) strokeLine(ctx, place, figure, line);
  paintMarks(ctx, place, figure);
  ctx.restore();
}
