/** Contrast of colours, WCAG 2.2. */

/** @param one, other as `#rrggbb`. @returns 1 to 21 */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** How many pixels have each colour, as `#rrggbb`, the most frequent first. @param rgba four bytes for each pixel */
export function coloursOf(rgba: ArrayLike<number>): [colour: string, count: number][] {
  const counts = new Map<string, number>();
  for (let at = 0; at < rgba.length; at += 4) {
    const digits = [0, 1, 2].map((channel) => rgba[at + channel]!.toString(16).padStart(2, '0'));
    const colour = `#${digits.join('')}`;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}
