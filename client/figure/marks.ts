/** The marks over a figure's lines: the round, where the lines are now, and where they have ended. */
import { isAtEnd } from '../../shared/session/state.ts';
import { colourOf, palettes, type Theme } from '../ui/colour.ts';
import { lastOf, xOf, yOf, type Lines, type Pen, type Place } from './lines.ts';
import type { Collapse } from '../game/board-state.ts';

/** Lines with their marks. */
export interface Figure extends Lines {
  collapses: readonly Collapse[];
  /** t of the dotted line */
  round: number;
  /** lines are told apart by number, as teams are */
  numbered: boolean;
}

export function paintMarks(ctx: Pen, place: Place, figure: Figure): void {
  ctx.save();
  paintRound(ctx, place, figure);
  if (figure.numbered) paintTeams(ctx, place, figure);
  else paintHeads(ctx, place, figure);
  const ends = new Map(figure.collapses.map((arrival) => [`${arrival.round} ${arrival.pole}`, arrival]));
  for (const { round, pole } of ends.values())
    disc(ctx, place, xOf(place, round), pole, { radius: 9, digit: pole, theme: figure.theme });
  ctx.restore();
}

function paintRound(ctx: Pen, place: Place, { round, theme }: Figure): void {
  const { top, height, pixel } = place;
  const x = xOf(place, round);
  ctx.setLineDash([2 * pixel, 5 * pixel]);
  ctx.strokeStyle = palettes[theme].quiet;
  ctx.lineWidth = 1.5 * pixel;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Where the lines are now that have not ended; those at one place are one disc. */
function paintHeads(ctx: Pen, place: Place, { lines, theme }: Figure): void {
  const heads = new Map(lines.map((line) => [`${line.length} ${lastOf(line)}`, line]));
  for (const line of heads.values()) {
    const p = lastOf(line);
    if (!isAtEnd(p)) disc(ctx, place, xOf(place, line.length - 1), p, { radius: 5, theme });
  }
}

/** Where the teams are now, by their numbers; those at one place stand side by side, towards the middle. */
function paintTeams(ctx: Pen, place: Place, { lines, theme }: Figure): void {
  const radius = 11;
  const step = 2.1 * radius * place.pixel;
  const here = new Map<string, number>();
  lines.forEach((line, team) => {
    const [round, p] = [line.length - 1, lastOf(line)];
    const key = `${round} ${p}`;
    const beside = here.get(key) ?? 0;
    here.set(key, beside + 1);
    const furthest = place.left + place.width - 5 * place.pixel;
    const x = Math.min(xOf(place, round), furthest) + (round < place.rounds / 2 ? beside : -beside) * step;
    disc(ctx, place, x, p, { radius, digit: team + 1, theme });
  });
}

interface Disc {
  radius: number;
  /** a number on it, so that the colour does not carry it alone */
  digit?: number;
  theme: Theme;
}

function disc(ctx: Pen, place: Place, x: number, p: number, { radius, digit, theme }: Disc): void {
  const { pixel } = place;
  const y = yOf(place, p);
  ctx.beginPath();
  ctx.arc(x, y, radius * pixel, 0, 2 * Math.PI);
  ctx.fillStyle = colourOf(p, theme);
  ctx.fill();
  ctx.strokeStyle = palettes[theme].ground;
  ctx.lineWidth = 1.5 * pixel;
  ctx.stroke();
  if (digit === undefined) return;
  ctx.fillStyle = palettes[theme].ground;
  ctx.font = `700 ${(4 / 3) * radius * pixel}px JetBrains Mono, monospace`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(String(digit), x, y + pixel);
}
