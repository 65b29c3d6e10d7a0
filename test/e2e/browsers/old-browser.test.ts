/** The oldest browser that pages are made for, and browsers that are older. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setStage } from '../stage.ts';
import { isPinnedRunnable, oldChromium } from '../../support/browser/chromium.ts';
import { patience } from '../../support/browser/student.ts';

const stage = setStage();

describe.skipIf(!isPinnedRunnable)('Chromium 92', () => {
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch(await oldChromium());
    expect(browser.version()).toMatch(/^92\./);
  });
  afterAll(() => browser.close());

  async function open(path: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(patience);
    page.on('pageerror', ({ message }) => faults.push(`${path}: ${message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${path}: ${message.text()}`);
    });
    await page.goto(new URL(path, stage.server.url).href);
    return page;
  }

  // Playwright's locators need a newer browser
  const sees = (page: Page, words: string) =>
    page.waitForFunction((text) => document.body.innerText.replace(/\s+/g, ' ').includes(text), words);
  const press = async (page: Page, name: string) => {
    const button = await page.waitForFunction(
      (text) =>
        [...document.querySelectorAll<HTMLElement>('button:enabled, a, label')].find(
          (one) => (one.getAttribute('aria-label') ?? one.innerText).trim() === text,
        ),
      name,
    );
    // not while it is waited for: after a navigation that begins anew, and would press on the next page too
    await button.evaluate((one) => one?.click());
  };

  test('students, board, host and replay', async () => {
    const { id, code, hostKey } = await stage.server.create({
      config: { textLength: 3, rounds: 8, handRounds: 1, turnSeconds: 300, beat: 0 },
    });
    const [board, host] = [await open(`/board/${code}`), await open(`/host/${code}#${hostKey}`)];
    await sees(board, 'Nobody is here yet.');
    const student = await open('/');
    await sees(student, 'The code on the board');
    await student.evaluate(() => document.querySelector('input')!.focus());
    await student.keyboard.type(code);
    await press(student, 'Join');
    await sees(student, 'You are those models.');
    await press(student, 'Join');
    await sees(student, 'When will half of the class write only one token?');
    await press(student, 'more');
    await press(student, '1\nonly 1s');
    await press(student, 'Lock in');
    await sees(student, 'Your forecast is in.');
    await sees(host, '1 of 1 forecast in');
    await press(host, 'Start');
    await sees(student, 'You are the model.');
    for (let dart = 0; dart < 3; dart++) await student.keyboard.press('Enter');
    await sees(student, 'Train the next model.');
    const ones = await student.evaluate(() => document.querySelectorAll('.cell.one').length);
    for (let counted = 0; counted < ones; counted++) await student.keyboard.press('ArrowUp');
    await press(student, 'This is the new model');
    await sees(student, 'This is how it ended.');
    for (const page of [board, host]) await sees(page, 'Closest forecasts');

    const replay = await open(`/replay/${id}`);
    await press(replay, 'Verify');
    await sees(replay, '8 of 8 texts match the secret');
    await press(replay, 'Texts of 100 tokens');
    await sees(replay, 'With texts of 100 tokens, the model');
    expect(faults).toEqual([]);
  });

  test('set-up, Lab and what is kept', async () => {
    const host = await open('/host');
    await sees(host, '99.8 % of models collapse by round 60');
    const lab = await open('/lab');
    await sees(lab, '100 of 100 rollouts');
    await sees(lab, 'expected 99.8');
    await sees(await open('/privacy'), 'What is kept');
    expect(faults).toEqual([]);
  });

  test('what is chosen is seen to be, a legend has no cell, a page fills the window', async () => {
    const page = await open('/host');
    await sees(page, '99.8 % of models collapse by round 60');
    const seen = await page.evaluate(() => {
      const styles = [...document.querySelectorAll('.preset')].map((one) => getComputedStyle(one));
      const [first, second] = document.querySelectorAll<HTMLElement>('.preset');
      return {
        borders: new Set(styles.map((style) => style.borderTopColor)).size,
        isFirst: first!.offsetLeft < second!.offsetLeft && first!.offsetTop === second!.offsetTop,
      };
    });
    expect(seen).toEqual({ borders: 2, isFirst: true });
    const home = await open('/');
    await sees(home, 'The code on the board');
    expect(await home.evaluate(() => document.querySelector('main')!.offsetHeight)).toBe(720);
  });
});

/** Makes a browser older than those that pages are made for. */
async function openOlder(path: string, changes: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await stage.open('/privacy');
  await changes(page);
  await page.goto(new URL(path, stage.server.url).href);
  return page;
}

const withoutAt = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(Array.prototype, 'at'));

describe('an older browser is told what it takes', () => {
  test.each([
    ['with a part of the language missing', '/BCDFG', async () => {}],
    ['on another page', '/lab', async () => {}],
    [
      'that cannot read the script',
      '/',
      (page: Page) =>
        page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '=' })),
    ],
    ['that has no modules', '/', (page: Page) => page.route('**/assets/*.js', (route) => route.abort())],
  ] as const)('%s', async (_, path, changes) => {
    const page = await openOlder(path, async (one) => {
      await withoutAt(one);
      await changes(one);
    });
    await page.getByRole('heading', { name: 'This browser is too old to play' }).waitFor();
    await page.getByText('Chrome and Edge 92, Safari 15.4, Firefox 115').waitFor();
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('#app').count()).toBe(0);
  });
});
