/** The end, on the board and on a player's device: what happened, who had foreseen it, and where it stays. */
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import Ending from '../../client/board/Ending.svelte';
import Foresight from '../../client/board/Foresight.svelte';
import { numbersOf } from '../../client/game/numbers.ts';
import Finished from '../../client/player/screens/Finished.svelte';
import { palettes } from '../../client/ui/colour.ts';
import { defaultConfig } from '../../shared/session/config.ts';
import { outlook } from '../../shared/theory/outlook.ts';
import type { View } from '../../shared/view/views.ts';
import { emulate, expectNoSideScroll, pictureTest, pixelsOf, show } from './page.ts';
import { finishedGame, longName, viewWith, you } from './samples.ts';

const { game, collapses } = finishedGame();
const numbers = numbersOf(game);
const theory = outlook(game.config, game.config.rounds);
const replayUrl = 'http://school.example/replay/BCDFGHJK';

const showEnding = (state = game, url: string | null = replayUrl) =>
  show(Ending, { state, numbers, replayUrl: url }, { style: '--gap: 1.5em' });

/** In two columns, as the board has them. */
const showForesight = (state = game) =>
  show(
    Foresight,
    { state, numbers, theory, collapses },
    { style: '--small: 0.85em; display: grid; grid-template-columns: minmax(0, 1fr) 26%; column-gap: 4.4em' },
  );

const showFinished = (changes: Partial<View>) =>
  show(Finished, { view: viewWith({ phase: 'finished', ...changes }) }, { class: 'player' });

test('the board says in one sentence what happened, and what of it was chance', async () => {
  const { root } = showEnding();
  const [zeros, ones] = numbers.ends;
  await expect
    .element(page.getByRole('heading'))
    .toMatchTextContent(`After 30 rounds, ${zeros} of 12 models write only 0s and ${ones} only 1s.`);
  await expect
    .element(page.elementLocator(root))
    .toMatchTextContent('Which end a model takes is a toss of a coin. That it takes one is not.');
});

test('the board shows twenty digits of the commitment, and who could have chosen the draws', async () => {
  const commitment = '0123456789abcdef'.repeat(4);
  const draws = { fixed: '', teams: null, opensAt: 0, seals: [[1, 'a']], revealed: [[1, 'b']] } as const;
  const { root, unmount } = showEnding({ ...game, commitment, secretDrawn: true, draws });
  const text = page.elementLocator(root);
  await expect
    .element(text)
    .toMatchTextContent('One device put its own random bytes in: nobody could choose the draws');
  await expect.element(text).toMatchTextContent('Commitment to the secret: 0123 4567 89ab cdef 0123');
  expect(root.textContent).not.toContain('0123 4567 89ab cdef 0123 4');
  unmount();
  const given = page.elementLocator(showEnding().root);
  await expect
    .element(given)
    .toMatchTextContent('was given by whoever opened the room, who could choose it.');
  await expect.element(given).toMatchTextContent('Commitment to a secret that was given:');
});

test('the board links the replay, with a QR code of the same address; the replay does not link itself', async () => {
  const { unmount } = showEnding();
  const link = page.getByRole('link', { name: /^Watch it again/ });
  await expect.element(link).toHaveAttribute('href', replayUrl);
  await expect.element(page.getByRole('img', { name: `QR code of ${replayUrl}` })).toBeVisible();
  unmount();
  showEnding(game, null);
  await expect.element(link).not.toBeInTheDocument();
});

test('the figures of the end are told to those who do not see them', async () => {
  showForesight();
  const still = 12 - collapses.length;
  await expect
    .element(page.getByRole('img', { name: /^Models that collapsed: / }))
    .toHaveAccessibleName(new RegExp(`, ${still} not yet$`));
  await expect
    .element(page.getByRole('img', { name: /^Forecasts: / }))
    .toHaveAccessibleName(/^Forecasts: 1 round 4, 1 round 6, .*, 1 round 26$/);
});

test('a law of rounds is drawn in steps, as it has nothing between two rounds', () => {
  const { root } = showForesight();
  const laws = [...root.querySelectorAll('path.curve:not(.base)')].map((path) => path.getAttribute('d')!);
  expect(laws).toHaveLength(2);
  for (const path of laws) expect(path).toMatch(/^[MHV\d.\s-]+$/);
});

test('the three closest forecasts are named, the closest first', async () => {
  showForesight();
  const offs = page
    .getByRole('listitem')
    .elements()
    .map((item) => item.textContent);
  expect(offs).toHaveLength(3);
  const distances = offs.map((text) => Number(/(\d+) rounds? off$/.exec(text)?.[1] ?? 0));
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
});

test.each(['dark', 'light'] as const)(
  'models that collapsed have the colour of their end: %s',
  async (theme) => {
    await emulate({ 'prefers-color-scheme': theme });
    const { root } = showForesight();
    for (const colour of [palettes[theme].zero, palettes[theme].one])
      expect(await pixelsOf(root, colour)).toBeGreaterThan(50);
  },
);

test('the board fits a window of 320, with the longest names and title', async () => {
  await page.viewport(320, 640);
  const players = game.players.map((player) => ({ ...player, name: longName }));
  showEnding({ ...game, title: 'W'.repeat(80), players });
  expectNoSideScroll();
});

test('a player sees the own model’s line and what the forecast was worth', async () => {
  const { root } = showFinished({
    you: {
      ...you,
      line: [0.5, 0.6, 0.8, 1],
      forecast: { round: 12, pole: 0 },
      score: { actual: 14, distance: 2, exact: 1, classExact: 0 },
    },
    replay: 'BCDFGHJK',
  });
  const says = 'Your model writes only 1s now. It has forgotten that 0 exists.';
  await expect.element(page.getByRole('img', { name: says })).toBeVisible();
  const text = page.elementLocator(root);
  await expect
    .element(text)
    .toMatchTextContent('Half of the models had collapsed by round 14. You were 2 rounds off.');
  await expect
    .element(text)
    .toMatchTextContent('You guessed it would end at 0. Which end it took was a toss of a coin.');
  await expect
    .element(page.getByRole('link', { name: 'Watch it again' }))
    .toHaveAttribute('href', '/replay/BCDFGHJK');
});

test('a player is told what the device found out about the draws', async () => {
  const drawsSentence = 'Checked on this device.';
  const { root } = show(Finished, { view: viewWith({ phase: 'finished' }), drawsSentence });
  await expect.element(page.elementLocator(root)).toMatchTextContent(drawsSentence);
});

test('a player with the longest name is told the number that stands for it, on 320 pixels', async () => {
  await page.viewport(320, 480);
  const config = { ...defaultConfig, names: 'free' } as const;
  const { root } = showFinished({ config, you: { ...you, name: longName, line: [0.5, 0] } });
  await expect
    .element(page.elementLocator(root))
    .toMatchTextContent('The replay shows no names. There you are');
  await expect.element(page.getByRole('link')).not.toBeInTheDocument();
  expectNoSideScroll();
});

pictureTest('looks as in the picture', async () => {
  await page.viewport(960, 400);
  const { root } = showForesight();
  await expect.element(page.elementLocator(root)).toMatchScreenshot('end');
});
