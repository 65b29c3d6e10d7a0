/** Plot areas: where rounds and values from 0 to 1 stand on a canvas. */

/** A canvas: an element or off screen on a page, only the latter in a worker. */
export type Canvas = Extract<CanvasImageSource, { getContext: unknown }>;

export type Context2D = Omit<OffscreenCanvasRenderingContext2D, 'canvas'> & { readonly canvas: Canvas };

/** The part of a canvas inside its axes, with its scales; all lengths in the canvas's own pixels. */
export interface PlotArea {
  left: number;
  top: number;
  width: number;
  height: number;
  /** n, how many rounds the width holds */
  rounds: number;
  /** a pixel of a laptop's board: strokes and discs grow with it */
  unit: number;
  /** of the labels at the axes */
  fontSize: number;
}

/** Space round a plot area in CSS pixels. */
export type Margin = Record<'top' | 'right' | 'bottom' | 'left', number>;

/** Of the board's chart, for its largest discs; shared with what stands beside and below it. */
export const margin: Margin = { top: 20, right: 22, bottom: 20, left: 64 };

/** Of plots without discs and with the labels of rounds. */
export const roundsMargin: Margin = { ...margin, top: 10, bottom: 38 };

/** How large a canvas is in its own pixels, and where its plot area is. */
export interface CanvasLayout {
  size: readonly [number, number];
  area: PlotArea;
}

/**
 * Lays a canvas out in whole device pixels, so that it is sharp.
 *
 * @param width in CSS pixels, as is the height
 * @param pixelRatio device pixels for each of them
 */
export function layoutOf(
  [width, height]: readonly [number, number],
  pixelRatio: number,
  { top, right, bottom, left }: Margin,
  rounds: number,
): CanvasLayout {
  const pixels = (length: number) => Math.round(length * pixelRatio);
  return {
    size: [pixels(width), pixels(height)],
    area: {
      left: pixels(left),
      top: pixels(top),
      width: pixels(width - left - right),
      height: pixels(height - top - bottom),
      rounds,
      unit: sizeIn(width) * pixelRatio,
      fontSize: pixels(fontSizeIn(width)),
    },
  };
}

/** The labels' size at a plot of this width, in CSS pixels. */
export function fontSizeIn(width: number): number {
  return Math.round(15 * Math.max(sizeIn(width), 0.9));
}

/** How large things are drawn in a plot of this width: 1 on a laptop's board, more on a projector, less on a small device. */
function sizeIn(width: number): number {
  return Math.min(Math.max(width / 800, 0.7), 1.6);
}

export function xOf({ left, width, rounds }: PlotArea, round: number): number {
  return left + (round / rounds) * width;
}

/** @param value from 0 to 1 */
export function yOf({ top, height }: PlotArea, value: number): number {
  return top + (1 - value) * height;
}
