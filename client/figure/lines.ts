/** Lines of a figure, as strokes on any canvas. */
import { isAtEnd } from '../../shared/session/state.ts';
import { colourOf, fade, palettes, type Theme } from '../ui/colour.ts';
import { xOf, yOf, type Context2D, type PlotArea } from './plot-area.ts';

export type Line = readonly number[];

/** A path that is no wider than a pixel Chromium draws piece by piece: where a hundred meet it would be dark. */
const leastWidth = 1.1;

/** What is drawn as lines. */
export interface Lines {
  /** the class's rollouts, p(0) … p(now) each */
  lines: readonly ArrayLike<number>[];
  theme: Theme;
  /** the few lines there are are drawn thick */
  thick: boolean;
}

/** What they are drawn over. */
export interface Background {
  /** simulated rollouts, p(0) … p(n) each */
  simulated: readonly Line[];
  /** in their place, where the lines are of another world: what was played, p(0) … p(n) each */
  behind: readonly Line[];
}

/** Draws what is behind the lines: simulated rollouts as plain ones, or what was played in its colours, dashed. */
export function paintBackground(
  ctx: Context2D,
  area: PlotArea,
  { simulated, behind }: Background,
  theme: Theme,
): void {
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = 1.6 * area.unit;
  ctx.setLineDash([3 * area.unit, 4 * area.unit]);
  for (const line of behind) {
    ctx.strokeStyle = colourOf(line.at(-1)!, theme);
    ctx.stroke(pathOf(area, [untilLevel(line)]));
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = fade(palettes[theme].quiet, theme === 'dark' ? 0.16 : 0.28);
  ctx.lineWidth = Math.max(area.unit, leastWidth);
  ctx.stroke(pathOf(area, simulated.map(untilLevel)));
}

/** Draws a line from one of its points on, in the colour of its p now. */
export function strokeLine(
  ctx: Context2D,
  area: PlotArea,
  { lines, theme, thick }: Lines,
  line: ArrayLike<number>,
  from = 0,
): void {
  const p = lastOf(line);
  ctx.globalAlpha = isAtEnd(p) && !thick ? 0.75 : 1;
  ctx.strokeStyle = colourOf(p, theme);
  ctx.lineWidth = area.unit * (thick ? 5 : lines.length > 60 ? 1.6 : 2.4);
  ctx.lineJoin = 'round';
  ctx.stroke(pathOf(area, [line], from));
  ctx.globalAlpha = 1;
}

/** Lines of p, p(0) first, as one path from one of their points on. */
export function pathOf(area: PlotArea, lines: readonly ArrayLike<number>[], from = 0): Path2D {
  const path = new Path2D();
  for (const line of lines) {
    path.moveTo(xOf(area, from), yOf(area, line[from]!));
    for (let round = from + 1; round < line.length; round++)
      if (!isLevel(line, round)) path.lineTo(xOf(area, round), yOf(area, line[round]!));
  }
  return path;
}

/** The p of a line now. */
export function lastOf(line: ArrayLike<number>): number {
  return line[line.length - 1]!;
}

/** A line without the level stretch at its end, where a hundred of them would lie on each other. */
function untilLevel(line: Line): Line {
  const end = line.at(-1)!;
  let last = line.length - 1;
  while (last >= 0 && line[last] === end) last--;
  return line.slice(0, last + 2);
}

/** Whether a point lies within a level stretch, as all do after a collapse: it needs no stroke of its own. */
function isLevel(line: ArrayLike<number>, round: number): boolean {
  return line[round] === line[round - 1] && line[round] === line[round + 1];
}
