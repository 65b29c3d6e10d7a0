/** Marks over the lines of a figure: the round, where each line is now, and where it has ended. */
import { isAtEnd } from '../../shared/session/state.ts';
import { colourOf, palettes, type Theme } from '../ui/colour.ts';
import { lastOf, type Lines } from './lines.ts';
import { xOf, yOf, type Context2D, type PlotArea } from './plot-area.ts';
import type { Collapse } from '../game/board-state.ts';

/** Lines with their marks. */
export interface Figure extends Lines {
  collapses: readonly Collapse[];
  /** t of the dotted line */
  round: number;
  /** lines are told apart by number, as teams are */
  numbered: boolean;
}

export function paintMarks(ctx: Context2D, area: PlotArea, figure: Figure): void {
  ctx.save();
  paintRound(ctx, area, figure);
  if (figure.numbered) paintTeams(ctx, area, figure);
  else paintCurrentPoints(ctx, area, figure);
  const ends = new Map(figure.collapses.map((collapse) => [`${collapse.round} ${collapse.pole}`, collapse]));
  for (const { round, pole } of ends.values())
    disc(ctx, area, xOf(area, round), pole, { radius: 9, digit: pole, theme: figure.theme });
  ctx.restore();
}

function paintRound(ctx: Context2D, area: PlotArea, { round, theme }: Figure): void {
  const { top, height, unit } = area;
  const x = xOf(area, round);
  ctx.setLineDash([2 * unit, 5 * unit]);
  ctx.strokeStyle = palettes[theme].quiet;
  ctx.lineWidth = 1.5 * unit;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Where the lines are now that have not ended; those at one place are one disc. */
function paintCurrentPoints(ctx: Context2D, area: PlotArea, { lines, theme }: Figure): void {
  const points = new Map(lines.map((line) => [`${line.length} ${lastOf(line)}`, line]));
  for (const line of points.values()) {
    const p = lastOf(line);
    if (!isAtEnd(p)) disc(ctx, area, xOf(area, line.length - 1), p, { radius: 5, theme });
  }
}

/** Where the teams are now, by their numbers; those at one place stand side by side, towards the middle. */
function paintTeams(ctx: Context2D, area: PlotArea, { lines, theme }: Figure): void {
  const radius = 11;
  const step = 2.1 * radius * area.unit;
  const here = new Map<string, number>();
  lines.forEach((line, team) => {
    const [round, p] = [line.length - 1, lastOf(line)];
    const key = `${round} ${p}`;
    const beside = here.get(key) ?? 0;
    here.set(key, beside + 1);
    const furthest = area.left + area.width - 5 * area.unit;
    const x = Math.min(xOf(area, round), furthest) + (round < area.rounds / 2 ? beside : -beside) * step;
    disc(ctx, area, x, p, { radius, digit: team + 1, theme });
  });
}

interface Disc {
  radius: number;
  /** a number on it, so that the colour does not carry it alone */
  digit?: number;
  theme: Theme;
}

function disc(ctx: Context2D, area: PlotArea, x: number, p: number, { radius, digit, theme }: Disc): void {
  const { unit } = area;
  const y = yOf(area, p);
  ctx.beginPath();
  ctx.arc(x, y, radius * unit, 0, 2 * Math.PI);
  ctx.fillStyle = colourOf(p, theme);
  ctx.fill();
  ctx.strokeStyle = palettes[theme].ground;
  ctx.lineWidth = 1.5 * unit;
  ctx.stroke();
  if (digit === undefined) return;
  ctx.fillStyle = palettes[theme].ground;
  ctx.font = `700 ${(4 / 3) * radius * unit}px JetBrains Mono, monospace`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(String(digit), x, y + unit);
}
