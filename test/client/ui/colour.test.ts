/** Palettes: contrast, and agreement with the style sheet. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { colourOf, palettes, type Theme } from '../../../client/ui/colour.ts';
import { contrast } from '../../support/browser/contrast.ts';

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
