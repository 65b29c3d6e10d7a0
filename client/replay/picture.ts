/** Picture of a replay as a PNG, with a caption that explains all that it shows. */
import { sourceOf } from '../../shared/session/draws.ts';
import { currentP, type Started } from '../../shared/session/state.ts';
import { paintAxes, pTicks } from '../figure/axes.ts';
import { figureOf, simulationOf } from '../figure/chart.ts';
import { paintBackground, strokeLine, type Background } from '../figure/lines.ts';
import { paintMarks } from '../figure/marks.ts';
import { numbersOf } from '../game/numbers.ts';
import { headline, subtitle } from '../game/board.text.ts';
import { sourceSentence } from '../game/draws.text.ts';
import type { Collapse } from '../game/board-state.ts';
import { meaningOfP } from '../game/regime.text.ts';
import { textsMadeUp } from '../game/writers.ts';
import { simulate } from '../figure/painter.ts';
import { colourOf, palettes, type Theme } from '../ui/colour.ts';
import { count, figureOfP, grouped } from '../ui/format.ts';

/** Pixels of the file for each unit below, so that it is sharp on paper. */
const sharpness = 2;
const [width, height] = [1280, 880];
const edge = 48;
const plot = { left: edge + 32, top: 156, width: width - 2 * edge - 46, height: 500 };
const display = 'Bricolage Grotesque, sans-serif';
const text = 'Inter, sans-serif';
const mono = 'JetBrains Mono, monospace';

export interface Shown {
  state: Started;
  collapses: readonly Collapse[];
  /** what was played, where `state` is another world */
  behind: Background['behind'];
  /** what is otherwise in that world; empty where the picture is of the class */
  otherwise: string;
  /** when the session began, milliseconds since 1970 */
  createdAt: number;
  address: string;
  theme: Theme;
}

export async function pictureOf(shown: Shown): Promise<Blob> {
  const fonts = [`700 38px ${display}`, `18px ${text}`, `700 15px ${mono}`];
  await Promise.all(fonts.map((font) => document.fonts.load(font)));
  const canvas = document.createElement('canvas');
  canvas.width = width * sharpness;
  canvas.height = height * sharpness;
  const ctx = canvas.getContext('2d')!;
  ctx.scale(sharpness, sharpness);
  ctx.fillStyle = palettes[shown.theme].ground;
  ctx.fillRect(0, 0, width, height);
  writeHead(ctx, shown);
  drawFigure(ctx, shown);
  writeCaption(ctx, shown);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture was made'))), 'image/png'),
  );
}

/** What the picture is of: the set-up in words, and how far it has come. */
export function description(state: Started): string {
  const { textLength, start, writing } = state.config;
  const { main, rest } = headline(state);
  const { typed, all } = textsMadeUp(state);
  const some = typed === all ? '' : `${grouped(typed)} of ${grouped(all)} `;
  const tokens = `Texts of ${count(textLength, 'token')}${writing === 'type' ? `, ${some}typed by hand` : ''}`;
  return `${subtitle(state)}. ${tokens}; p starts at ${figureOfP(start, textLength)}. ${main}${rest}.`;
}

function writeHead(ctx: CanvasRenderingContext2D, { state, createdAt, theme }: Shown): void {
  const { ink, quiet } = palettes[theme];
  const day = new Date(createdAt).toLocaleDateString(undefined, { dateStyle: 'long' });
  write(ctx, state.title || 'Token Telephone', edge, 78, `700 38px ${display}`, ink);
  write(ctx, `${description(state)} ${day}`, edge, 112, `18px ${text}`, quiet);
  write(ctx, meaningOfP(state.config), plot.left, 142, `15px ${text}`, quiet);
}

function drawFigure(ctx: CanvasRenderingContext2D, { state, collapses, behind, theme }: Shown): void {
  const simulated = behind.length > 0 ? [] : simulate(simulationOf(state));
  const figure = figureOf(state, collapses, numbersOf(state).round, theme);
  const area = { ...plot, rounds: state.config.rounds, unit: 1, fontSize: 17 };
  paintAxes(ctx, area, { theme, values: pTicks, hasRounds: true });
  paintBackground(ctx, area, { simulated, behind }, theme);
  for (const line of figure.lines) strokeLine(ctx, area, figure, line);
  paintMarks(ctx, area, figure);
}

function writeCaption(ctx: CanvasRenderingContext2D, { state, otherwise, address, theme }: Shown): void {
  const { ink, quiet } = palettes[theme];
  const top = plot.top + plot.height + 80;
  const now = state.rollouts.map(currentP);
  const at = (end: number) => count(now.filter((p) => p === end).length, 'model');
  const bar = ctx.createLinearGradient(edge, 0, edge + 160, 0);
  for (const p of [0, 0.25, 0.5, 0.75, 1]) bar.addColorStop(p, colourOf(p, theme));
  ctx.fillStyle = bar;
  ctx.fillRect(edge, top - 13, 160, 14);
  const others = otherwise
    ? `${otherwise}; dashed: what the class played.`
    : 'Faint: a hundred simulated ones.';
  const meaning = `A line is a model, in the colour of its p: blue is 0, orange is 1. ${others}`;
  write(ctx, meaning, edge + 176, top, `16px ${text}`, ink);
  const ends = `At 0: ${at(0)}. At 1: ${at(1)}. A disc with the digit is where a line came to an end.`;
  write(ctx, ends, edge, top + 30, `16px ${text}`, ink);
  const source = sourceSentence(sourceOf(state));
  const commitment = source === null ? 'The commitment:' : `${source} SHA-256 of the secret:`;
  write(ctx, commitment, edge, top + 66, `14px ${text}`, quiet);
  write(ctx, state.commitment, edge, top + 88, `14px ${mono}`, quiet);
  write(ctx, `Replay: ${address}`, edge, top + 112, `14px ${text}`, quiet);
}

/** Writes one line, and narrower where it would leave the picture. */
function write(
  ctx: CanvasRenderingContext2D,
  line: string,
  x: number,
  y: number,
  font: string,
  colour: string,
): void {
  ctx.font = font;
  ctx.fillStyle = colour;
  ctx.fillText(line, x, y, width - edge - x);
}
