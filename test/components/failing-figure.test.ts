/** A figure that fails is empty, and what stands beside it goes on. */
import { flushSync } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import Screen from '../../client/board/Screen.svelte';
import type { BoardState } from '../../client/game/board-state.ts';
import type { Started } from '../../shared/session/state.ts';
import { show } from './page.ts';
import { finishedGame } from './samples.ts';

const { game, collapses } = finishedGame();

/** The board while round t + 1 is played. */
function boardAt(t: number): BoardState & { state: Started } {
  const rollouts = game.rollouts.map((rollout) => ({ ...rollout, line: rollout.line.slice(0, t + 1) }));
  const { reason: _, ...played } = game;
  const state: Started = { ...played, phase: 'watching', rollouts, step: { ...game.step!, round: t } };
  return { state, written: null, collapses: collapses.filter(({ round }) => round <= t) };
}

test('without a canvas for the chart, headline, cards and histogram show each round', async () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'transferControlToOffscreen').mockImplementation(() => {
    throw new Error('no canvas');
  });
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  await page.viewport(1280, 720);
  const now = new SvelteMap([['board', boardAt(2)]]);
  show(
    Screen,
    {
      get board() {
        return now.get('board')!;
      },
      get state() {
        return now.get('board')!.state;
      },
      joinAt: null,
      replayUrl: null,
      whatIf: null,
    },
    { style: 'height: 720px' },
  );
  for (const t of [2, 12, 20]) {
    const board = boardAt(t);
    now.set('board', board);
    flushSync();
    await expect.element(page.getByRole('heading', { name: `Round ${t + 1} of 30` })).toBeVisible();
    await expect.element(page.getByText(`${board.collapses.length} of 12`)).toBeVisible();
    const ones = board.state.rollouts.filter(({ line }) => line.at(-1) === 1).length;
    const counts = page.getByTestId('distribution').getByRole('listitem');
    await expect.element(counts.last()).toMatchTextContent(new RegExp(`p = 1: ${ones}`));
  }
  await expect.element(page.getByRole('img', { name: /^p of 12 models/ })).not.toBeInTheDocument();
  expect(told).toHaveBeenCalledOnce();
});
