/** The plot below a board's figure, on the same axis. */
import type uPlot from 'uplot';
import { palettes, type Theme } from '../ui/colour.ts';
import { axisFont, margin } from './chart.ts';

/** Space round it in CSS pixels: for half the height of a line, and for its axes. */
export const shareMargin = { top: 8, right: margin.right, bottom: 34, left: margin.left };

/** Options of an empty plot of a share over rounds. */
export function shareOptions(rounds: number, theme: Theme, size: number): uPlot.Options {
  const { quiet } = palettes[theme];
  const axis = { stroke: quiet, font: axisFont(size), ticks: { show: false } };
  return {
    width: 100,
    height: 100,
    padding: [shareMargin.top, shareMargin.right, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, rounds] }, y: { range: [0, 1] } },
    series: [{}, { show: false }],
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: shareMargin.bottom,
        incrs: [1, 2, 5, 10, 20, 50, 100],
        space: 70,
      },
      { ...axis, size: shareMargin.left, splits: () => [0, 1], values: () => ['none', 'all'] },
    ],
  };
}
