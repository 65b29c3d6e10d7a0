/** The cards under the board's figure: as high with any numbers, so that the figure above stands still. */
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Cards from '../../client/board/Cards.svelte';
import { numbersOf } from '../../client/game/numbers.ts';
import type { Config } from '../../shared/session/config.ts';
import { outlook } from '../../shared/theory/outlook.ts';
import { show } from './page.ts';
import { finishedGame, longName } from './samples.ts';

const regimes: Config['regime'][] = [
  { kind: 'replace' },
  { kind: 'accumulate' },
  { kind: 'mix', fresh: 0.1 },
];

test.each(regimes.flatMap((regime) => [1024, 1280, 1366, 1920].map((width) => [width, regime] as const)))(
  '%i pixels wide, %o',
  async (width, regime) => {
    await page.viewport(width, 720);
    const style =
      '--gap: 1.5em; --small: 0.85em; font-size: clamp(0.8rem, 1.25vw, 1.55rem); padding: 0 2.8em';
    const written = { by: 1, tokens: '0110100110' };
    const heights = [0, 1, 7, 30].map((rounds) => {
      const { game } = finishedGame({ textLength: 100, regime, rounds });
      const state = { ...game, players: game.players.map((player) => ({ ...player, name: longName })) };
      const theory = outlook(game.config, rounds);
      const { root, unmount } = show(Cards, { state, numbers: numbersOf(game), theory, written }, { style });
      const height = root.offsetHeight;
      unmount();
      return height;
    });
    expect(new Set(heights).size, `heights: ${heights.join(', ')}`).toBe(1);
  },
);

test('the range of an expected number is there on request, by mouse or keyboard, and moves nothing', async () => {
  await page.viewport(1280, 720);
  const { game } = finishedGame({ rounds: 7 });
  const theory = outlook(game.config, 7);
  const style = '--gap: 1.5em; --small: 0.85em; padding-top: 10em';
  const { root } = show(Cards, { state: game, numbers: numbersOf(game), theory, written: null }, { style });
  const height = root.offsetHeight;
  const note = page.getByRole('button', { name: /^expected \d/ }).first();
  const said = page.getByText(/^At least nine times in ten: \d+ to \d+\.$/);
  await expect.element(said).not.toBeInTheDocument();
  // by keyboard, and said to a screen reader
  (note.element() as HTMLElement).focus();
  await userEvent.keyboard(' ');
  await expect.element(said).toBeVisible();
  expect(said.element().getAttribute('role')).toBe('status');
  await expect.element(note).toHaveAttribute('aria-expanded', 'true');
  expect(root.offsetHeight).toBe(height);
  await userEvent.keyboard('{Escape}');
  await expect.element(said).not.toBeInTheDocument();
  // by pointing
  await note.hover();
  await expect.element(said).toBeVisible();
  expect(root.offsetHeight).toBe(height);
  await userEvent.unhover(note);
  await expect.element(said).not.toBeInTheDocument();
});
