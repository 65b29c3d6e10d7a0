/** Devices that differ from those on which the pages were made: clock, keyboard, language. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { BrowserStudent } from '../support/browser/student.ts';
import { Board } from '../support/clients.ts';
import { setStage } from './stage.ts';

const stage = setStage();

test('a device’s clock that is corrected in mid-step moves no countdown', async () => {
  const session = await stage.server.create({ config: { textLength: 3, turnSeconds: 300 } });
  const student = await BrowserStudent.open(stage.browser, session.links.join, [390, 844]);
  await student.join();
  await student.forecast(30, 1);
  const host = await new Board(stage.server.url, session.code, session.hostKey).connected();
  await host.ask('start');
  await student.heading(/You are the model/);
  const { page } = student;
  const left = async () => Number(/(\d+) s$/m.exec(await page.locator('header').innerText())![1]);
  const before = await left();
  for (const hours of [-1, 1]) {
    await page.evaluate((by) => {
      const now = Date.now;
      Date.now = () => now() + by;
    }, hours * 3_600_000);
    // the countdown looks five times a second
    await page.waitForTimeout(500);
    expect(await left()).toBeGreaterThan(before - 120);
    expect(await left()).toBeLessThanOrEqual(before);
  }
  await student.throwDarts(3);
  await student.refit();
  await host.heard('refitted');
});

/** Presses a key as another layout writes it. */
const press = (page: Page, key: string, code: string) =>
  page.evaluate(
    ([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true })),
    [key, code] as const,
  );

test('a Russian keyboard shows the code, and full-width letters with a hyphen lead to the room', async () => {
  const { code, hostKey } = await stage.server.create({});
  const host = await stage.open(`/host/${code}#${hostKey}`);
  await host.getByRole('button', { name: 'Start' }).waitFor();
  await press(host, 'о', 'KeyJ');
  await host.getByRole('dialog', { name: 'The code' }).waitFor();

  const wide = [...code].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join('');
  const home = await stage.open('/');
  const typed = [`${wide.slice(0, 2)}－${wide.slice(2)}`, `https://elsewhere.example/${code.toLowerCase()}/`];
  for (const text of typed) {
    await home.goto(stage.server.url);
    await home.getByLabel('The code on the board').fill(text);
    await home.getByRole('button', { name: 'Join' }).click();
    await home.waitForURL(`${stage.server.url}/${code}`);
  }
  await home.goto(`${stage.server.url}/${wide.slice(0, 3)} ${wide.slice(3)}`);
  await home.getByRole('button', { name: 'Join' }).waitFor();
});

test('a decimal comma is one: in the plan, in the Lab and in a what-if', async () => {
  const setup = await stage.open('/host');
  const start = setup.getByLabel('p at the start');
  await start.fill('');
  await start.pressSequentially('0,3');
  await start.press('ArrowUp');
  expect(await start.inputValue()).toBe('0.31');
  await start.fill('1,5');
  expect(await start.evaluate((input: HTMLInputElement) => input.validity.valid)).toBe(false);
  await setup.getByText('p at the start: give a number from 0.01 to 0.99.').waitFor();

  const lab = await stage.open('/lab');
  await lab.getByLabel('p', { exact: true }).fill('0,25');
  await lab.waitForURL(/[?&]p=0\.25(&|$)/);
  await lab.getByLabel('Rollouts', { exact: true }).fill('1.000');
  await lab.waitForURL(/[?&]rollouts=1000(&|$)/);

  const session = await stage.server.create({ config: { rounds: 5, textLength: 5 } });
  const host = await new Board(stage.server.url, session.code, session.hostKey).connected();
  await host.ask('bots', { count: 2 });
  await host.ask('start');
  await host.ask('fast_forward');
  await host.heard('finished');
  const replay = await stage.open(new URL(session.links.replay).pathname);
  await replay.getByRole('button', { name: 'Something else' }).click();
  await replay.getByLabel('Start at').fill('0,2');
  await replay.waitForURL(/[?&]start=0\.2(&|$)/);
});

/** A page of a browser whose storage a school blocks: each access throws, or there is none, as in some apps. */
async function openWithoutStorage(path: string, how: 'throws' | 'is null'): Promise<Page> {
  const page = await stage.open('about:blank');
  page.on('pageerror', (error) => expect.unreachable(String(error)));
  await page.addInitScript((how) => {
    const get = () => {
      if (how === 'is null') return null;
      throw new DOMException('denied', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get });
  }, how);
  await page.goto(new URL(path, stage.server.url).href);
  return page;
}

test.each(['throws', 'is null'] as const)(
  'where storage %s a class is hosted, joined, reloaded, played and replayed',
  async (how) => {
    const host = await openWithoutStorage('/', how);
    await host.getByRole('link', { name: 'Host a class' }).click();
    await host.getByLabel('Tokens in a text').fill('3');
    await host.getByRole('button', { name: 'Open the room' }).click();
    const code = await host.getByTestId('code').innerText();
    await host.reload();
    await host.getByRole('button', { name: 'Start' }).waitFor();

    const home = await openWithoutStorage('/', how);
    await home.getByLabel('The code on the board').fill(code);
    await home.getByRole('button', { name: 'Join' }).click();
    await home.getByRole('button', { name: 'Join' }).click();
    await home.getByRole('button', { name: 'Lock in' }).waitFor();
    await home.reload();
    await home.getByRole('slider', { name: 'round' }).fill('9');
    await home.getByRole('button', { name: 'only 1s' }).click();
    await home.getByRole('button', { name: 'Lock in' }).click();
    await home.getByRole('heading', { name: 'Your forecast is in.' }).waitFor();

    const board = await openWithoutStorage(`/board/${code}`, how);
    await board.getByText('1 student here').waitFor();
    await board.getByRole('button', { name: /theme$/ }).click();
    await host.getByRole('button', { name: 'Start' }).click();
    const throwOne = home.getByRole('button', { name: 'Throw' });
    await throwOne.press('Enter');
    await home.reload();
    await throwOne.waitFor();
    expect(await home.locator('.cell:not(:empty)').count()).toBe(1);
    await host.getByRole('button', { name: 'Stop' }).press('Enter');
    await host.getByRole('button', { name: 'Stop the game' }).press('Enter');
    await home.getByRole('heading', { name: /over|ended/ }).waitFor();

    const link = await home.getByRole('link', { name: 'Watch it again' }).getAttribute('href');
    const replay = await openWithoutStorage(link!, how);
    await replay.getByRole('button', { name: 'One step back' }).click();
    await replay.waitForURL(/[?&]step=/);
    for (const [path, sign] of [
      ['/lab', 'Lab'],
      ['/privacy', 'What is kept'],
      ['/nothing/here', 'There is nothing here'],
    ] as const) {
      await replay.goto(stage.server.url + path);
      await replay.getByRole('heading', { name: sign }).first().waitFor();
    }
  },
);
