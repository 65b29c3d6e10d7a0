/** A figure of the Lab: lines in the colour of their p, over the distribution where they are many. */
import { pathOf, xOf, yOf, type Place } from '../figure/lines.ts';
import { colourOf, fade, palettes, type Theme } from '../ui/colour.ts';
import { countsAt, type Tally } from './tally.ts';

export interface LabFigure {
  /** the first rollouts, p(0) … p(n) each */
  lines: readonly Float64Array[];
  tally: Tally;
  theme: Theme;
}

/** Of the lines of many more so many are drawn. */
const fewLines = 25;

export function paintLab(ctx: CanvasRenderingContext2D, place: Place, figure: LabFigure): void {
  const { lines, tally, theme } = figure;
  const isFan = tally.rollouts > lines.length;
  ctx.save();
  if (isFan) paintFan(ctx, place, tally, theme);
  ctx.strokeStyle = gradient(ctx, place, theme, isFan ? 0.75 : 1);
  ctx.lineJoin = 'round';
  ctx.lineWidth = place.pixel * (isFan ? 1 : 1.7);
  ctx.globalAlpha = isFan ? 0.6 : lines.length > 10 ? 0.55 : 1;
  for (const line of isFan ? lines.slice(0, fewLines) : lines) ctx.stroke(pathOf(place, [line]));
  ctx.restore();
}

/** The colour of every p at its height. */
function gradient(ctx: CanvasRenderingContext2D, place: Place, theme: Theme, alpha: number): CanvasGradient {
  const { zero, half, one } = palettes[theme];
  const colours = ctx.createLinearGradient(0, yOf(place, 0), 0, yOf(place, 1));
  [zero, half, one].forEach((colour, i) => colours.addColorStop(i / 2, fade(colour, alpha)));
  return colours;
}

/** A cell for each round and bin, the more opaque the more rollouts are in it. */
function paintFan(ctx: CanvasRenderingContext2D, place: Place, tally: Tally, theme: Theme): void {
  const { last, rollouts } = tally;
  ctx.save();
  ctx.beginPath();
  ctx.rect(place.left, place.top, place.width, place.height);
  ctx.clip();
  // whole pixels, so that no seams show
  const [x, y] = [(round: number) => Math.round(xOf(place, round)), (p: number) => Math.round(yOf(place, p))];
  for (let bin = 0; bin <= last; bin++) {
    const [bottom, top] = [y((bin - 0.5) / last), y((bin + 0.5) / last)];
    ctx.fillStyle = colourOf(bin / last, theme);
    for (let round = 1; round <= place.rounds; round++) {
      const share = countsAt(tally, round)[bin]! / rollouts;
      if (share === 0) continue;
      // by density, so that few bins and many look alike; by its root, so that what is rare can still be seen
      ctx.globalAlpha = Math.min(0.9, 0.35 * Math.sqrt(share * (last + 1)));
      const left = x(round - 0.5);
      ctx.fillRect(left, top, x(round + 0.5) - left, bottom - top);
    }
  }
  ctx.restore();
}
