/** Axes of every plot: ticks, labels, and lines across at the values. */
import { fade, palettes, type Theme } from '../ui/colour.ts';
import { xOf, yOf, type Context2D, type PlotArea } from './plot-area.ts';

export interface Tick {
  at: number;
  label: string;
}

export const pTicks: readonly Tick[] = [
  { at: 0, label: '0' },
  { at: 0.5, label: '½' },
  { at: 1, label: '1' },
];

export const shareTicks: readonly Tick[] = [
  { at: 0, label: 'none' },
  { at: 1, label: 'all' },
];

/** The room that a label of a round takes, in font sizes. */
const labelWidth = 3.2;

/** As many rounds as have room for their labels over this width. */
export function roundTicks(rounds: number, width: number, fontSize: number): Tick[] {
  const most = width / (labelWidth * fontSize);
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => rounds / size <= most) ?? 200;
  return Array.from({ length: Math.floor(rounds / step) + 1 }, (_, index) => ({
    at: index * step,
    label: index === 0 ? 'round 0' : String(index * step),
  }));
}

interface Axes {
  theme: Theme;
  /** the ticks of the values */
  values: readonly Tick[];
  /** whether the rounds are written below */
  hasRounds: boolean;
}

export function paintAxes(ctx: Context2D, area: PlotArea, { theme, values, hasRounds }: Axes): void {
  const { left, top, width, height, rounds, unit, fontSize } = area;
  const { quiet } = palettes[theme];
  const thickness = Math.max(1, Math.floor(unit));
  ctx.save();
  ctx.font = `${fontSize}px Inter, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  for (const { at, label } of values) {
    const y = Math.round(yOf(area, at));
    ctx.fillStyle = fade(quiet, 0.2);
    ctx.fillRect(left, y - Math.floor(thickness / 2), width, thickness);
    ctx.fillStyle = quiet;
    // a long label keeps to the canvas
    ctx.fillText(label, Math.max(left - 0.5 * fontSize, ctx.measureText(label).width), y);
  }
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  if (hasRounds)
    for (const { at, label } of roundTicks(rounds, width, fontSize))
      ctx.fillText(label, xOf(area, at), top + height + 0.6 * fontSize);
  ctx.restore();
}
