/** The plot below a board's figure, on the same axis. */
import type uPlot from 'uplot';
import { fade, palettes, type Theme } from '../colour.ts';
import { axisFont, margin } from './chart.ts';

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
