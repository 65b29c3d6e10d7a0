/** Colours: the palettes, and the scale of p. */

export type Theme = 'dark' | 'light';

export interface Palette {
  ground: string;
  panel: string;
  ink: string;
  quiet: string;
  zero: string;
  one: string;
  /** a model that writes 0 and 1 alike */
  half: string;
}

/** The same values as app.css, for what is drawn on a canvas. */
export const palettes: Record<Theme, Palette> = {
  dark: {
    ground: '#11131f',
    panel: '#1a1d2e',
    ink: '#ece8de',
    quiet: '#a5a3b3',
    zero: '#5688ff',
    one: '#ff9540',
    half: '#ece8de',
  },
  light: {
    ground: '#f7f5ef',
    panel: '#ebe8df',
    ink: '#1b1c26',
    quiet: '#5d5a66',
    zero: '#1d55d8',
    one: '#a94800',
    half: '#6a6455',
  },
};

/** The colour of a model with this p, as `#rrggbb`; readable as text on ground and panel in its theme. */
export function colourOf(p: number, theme: Theme): string {
  const { zero, half, one } = palettes[theme];
  return p < 0.5 ? mix(zero, half, p * 2) : mix(half, one, p * 2 - 1);
}

function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => Math.round(value + (b[i]! - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** A colour of the palette, let through. */
export function fade(colour: string, alpha: number): string {
  return (
    colour +
    Math.round(alpha * 255)
      .toString(16)
      .padStart(2, '0')
  );
}
