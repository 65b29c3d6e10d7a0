/** Figure of the Lab: lines in the colour of their p, over the distribution where they are many. */
import { paintAxes, pTicks } from '../figure/axes.ts';
import { pathOf } from '../figure/lines.ts';
import { xOf, yOf, type PlotArea } from '../figure/plot-area.ts';
import { colourOf, fade, palettes, type Theme } from '../ui/colour.ts';
import { countsAt, type Tally } from './tally.ts';

export interface LabFigure {
  /** the first rollouts, p(0) … p(n) each, one after the other */
  sample: Float64Array;
  tally: Tally;
  theme: Theme;
}

/** Of the lines of many more so many are drawn. */
const fewLines = 25;

export function paintLab(ctx: CanvasRenderingContext2D, area: PlotArea, figure: LabFigure): void {
  const { sample, tally, theme } = figure;
  const size = area.rounds + 1;
  const count = sample.length / size;
  const isFan = tally.rollouts > count;
  paintAxes(ctx, area, { theme, values: pTicks, hasRounds: true });
  ctx.save();
  if (isFan) paintFan(ctx, area, tally, theme);
  ctx.strokeStyle = gradient(ctx, area, theme, isFan ? 0.75 : 1);
  ctx.lineJoin = 'round';
  ctx.lineWidth = area.unit * (isFan ? 1 : 1.7);
  ctx.globalAlpha = isFan ? 0.6 : count > 10 ? 0.55 : 1;
  for (let line = 0; line < Math.min(count, isFan ? fewLines : count); line++)
    ctx.stroke(pathOf(area, [sample.subarray(line * size, (line + 1) * size)]));
  ctx.restore();
}

/** The colour of every p at its height. */
function gradient(
  ctx: CanvasRenderingContext2D,
  area: PlotArea,
  theme: Theme,
  alpha: number,
): CanvasGradient {
  const { zero, half, one } = palettes[theme];
  const colours = ctx.createLinearGradient(0, yOf(area, 0), 0, yOf(area, 1));
  [zero, half, one].forEach((colour, i) => colours.addColorStop(i / 2, fade(colour, alpha)));
  return colours;
}

/** A cell for each round and bin, the more opaque the more rollouts are in it. */
function paintFan(ctx: CanvasRenderingContext2D, area: PlotArea, tally: Tally, theme: Theme): void {
  const { last, rollouts } = tally;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top, area.width, area.height);
  ctx.clip();
  // whole pixels, so that no seams show
  const [x, y] = [(round: number) => Math.round(xOf(area, round)), (p: number) => Math.round(yOf(area, p))];
  for (let bin = 0; bin <= last; bin++) {
    const [bottom, top] = [y((bin - 0.5) / last), y((bin + 0.5) / last)];
    ctx.fillStyle = colourOf(bin / last, theme);
    for (let round = 1; round <= area.rounds; round++) {
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
