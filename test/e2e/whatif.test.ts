/** What-ifs in a real browser: on the end screen, in the replay, by keyboard, by link. */
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { Board } from '../support/clients.ts';
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';

const stage = setStage();
let session: CreatedSession;
beforeEach(async () => void (session = await play()));

/** A class of eight simulated students, played to its end at once. */
async function play(): Promise<CreatedSession> {
  // the same draws each time
  const config = { rounds: 30, textLength: 5 };
  const created = await stage.server.create({ secret: '0'.repeat(32), config });
  const host = await new Board(stage.server.url, created.code, created.hostKey).connected();
  await host.ask('bots', { count: 8 });
  await host.ask('start');
  await host.ask('fast_forward');
  await host.heard('finished');
  return created;
}

/** What the page says would have been, once it begins so. */
async function answer(page: Page, beginning: string): Promise<string> {
  const heading = page.getByTestId('what-if').filter({ hasText: new RegExp(`^${beginning}`) });
  await heading.waitFor();
  return heading.innerText();
}

test('a tap on the end screen asks what if, and its link says the same to anyone', async () => {
  const board = await stage.open(`/board/${session.code}`);
  const distribution = board.getByTestId('distribution');
  await board.getByTestId('ending').waitFor();
  const played = await distribution.innerText();

  await board.getByRole('button', { name: 'With about one real token in ten' }).click();
  const said = await answer(board, 'With about one real token in ten, ');
  const outcome =
    /ten, (none of 8|\d of 8|all 8) (is|are) at an end now( instead of (none|\d|all 8)|, as before)\.$/;
  expect(said).toMatch(outcome);
  await board.getByText(/Theory expects \d\.\d/).waitFor();
  expect(await distribution.innerText()).not.toBe(played);
  await expectAccessible(board);

  const link = await board.getByRole('link', { name: 'Link to this' }).getAttribute('href');
  expect(new URL(link!).search).toBe('?regime=mix&fresh=0.1');
  const elsewhere = await stage.open(link!);
  expect(await answer(elsewhere, 'With')).toBe(said);

  await board.getByRole('button', { name: 'Back to what happened' }).click();
  await board.getByTestId('ending').waitFor();
  expect(await distribution.innerText()).toBe(played);
  expect(new URL(board.url()).search).toBe('');
});

test('in a replay any other world is asked for by keyboard, and the address has it beside the moment', async () => {
  const id = new URL(session.links.replay).pathname.split('/').at(-1);
  const page = await stage.open(`/replay/${id}?step=12`);
  const somethingElse = page.getByRole('button', { name: 'Something else' });
  await page.getByRole('heading', { name: 'Round 6 of 30' }).waitFor();
  await somethingElse.press('Enter');
  await page.getByLabel('Trained on').selectOption('everything written so far');
  await answer(page, 'Keeping every text, none of 8');
  await page.getByLabel('From round').fill('4');
  const said = await answer(page, 'Keeping every text, from round 4 on, none of 8');
  await expectAccessible(page);

  await page.waitForURL(/\?step=12&regime=accumulate&from=4$/);
  await page.reload();
  await page.getByRole('heading', { name: 'Round 6 of 30' }).waitFor();
  expect(await answer(page, 'Keeping')).toBe(said);
  await page.getByRole('button', { name: 'One step on' }).click();
  await page.waitForURL(/\?step=13&regime=accumulate&from=4$/);
  expect(await answer(page, 'Keeping')).toBe(said);

  await page.setViewportSize({ width: 320, height: 568 });
  const tooWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
  expect(await page.evaluate(tooWide)).toBe(false);
});

test('a link that asks for what cannot be shows the class as it was, and says so', async () => {
  const id = new URL(session.links.replay).pathname.split('/').at(-1);
  const page = await stage.open(`/replay/${id}?textLength=5000`);
  await page.getByText('A link cannot ask for textLength=5000. This is the class as it was.').waitFor();
  await page.getByTestId('ending').waitFor();
  await page.getByRole('button', { name: 'Texts of one token' }).click();
  expect(await answer(page, 'With texts of one token, all 8 have collapsed')).toMatch(/instead of|as before/);
});
