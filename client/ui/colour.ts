/** Colours: the palettes, and the scale of p. */

export type Theme = 'dark' | 'light';

/** The same values as app.css, for what is drawn on a canvas; `half` is a model that writes 0 and 1 alike. */
export const palettes = {
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
} satisfies Record<Theme, object>;

/** The colour of a model with this p, as `#rrggbb`; readable as text on ground and panel in its theme. */
export function colourOf(p: number, theme: Theme): string {
  const { zero, half, one } = palettes[theme];
  return p < 0.5 ? mix(zero, half, p * 2) : mix(half, one, p * 2 - 1);
}

function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => value + (b[i]! - value) * share);
  return `#${mixed.map(hex).join('')}`;
}

/** A channel, 0 to 255, in two digits. */
function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0');
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** A colour of the palette, let through. */
export function fade(colour: string, alpha: number): string {
  return colour + hex(alpha * 255);
}
