/** Palettes: contrast, and agreement with the style sheet. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { colourOf, palettes, type Theme } from '../../../client/ui/colour.ts';

/** Relative luminance and contrast, WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each<Theme>(['dark', 'light'])('the %s theme', (theme) => {
  const palette = palettes[theme];
  const grounds = [palette.ground, palette.panel];

  test('a model is readable on ground and panel at every p', () => {
    for (let i = 0; i <= 100; i++)
      for (const ground of grounds) expect(contrast(colourOf(i / 100, theme), ground)).toBeGreaterThan(4.5);
  });

  test('ink and quiet ink are readable', () => {
    for (const ink of [palette.ink, palette.quiet])
      for (const ground of grounds) expect(contrast(ink, ground)).toBeGreaterThan(4.5);
  });

  test('the ends and the middle are the three colours of the look', () => {
    expect([0, 0.5, 1].map((p) => colourOf(p, theme))).toEqual([palette.zero, palette.half, palette.one]);
  });

  test('the style sheet says the same', () => {
    const css = readFileSync(new URL('../../../client/app/app.css', import.meta.url), 'utf8');
    const [dark, light] = css.split(":root[data-theme='light']");
    const block = (theme === 'dark' ? dark : light)!.split('}')[0]!;
    for (const [name, value] of Object.entries(palette)) expect(block).toContain(`--${name}: ${value};`);
  });
});
