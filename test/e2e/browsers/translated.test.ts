/** Every page while the browser translates it: what changes is shown, and nothing twice. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { setStage } from '../stage.ts';
import { BrowserStudent, patience } from '../../support/browser/student.ts';
import { isTranslated, mark, textsOf, translateBy, type Kind } from '../../support/browser/translator.ts';

const stage = setStage();

const patiently = { timeout: patience };

let kind: Kind;
const translate = (page: Page) => translateBy(kind, page);

/** What a page shows, but for the seconds that are left. */
const shownBy = async (page: Page) => (await textsOf(page)).filter((text) => !/^\d+ s$/.test(text));

/** Words are translated; names, codes, tokens and numbers are not. */
async function expectTranslated(page: Page): Promise<void> {
  await expect.poll(() => isTranslated(page), patiently).toBe(true);
  const names = await page.locator(':is(bdi, .mono, output [translate="no"])').allTextContents();
  expect(names.filter((name) => name.includes(mark))).toEqual([]);
}

/** Two pages at an address, of which the first is translated. */
class Twins {
  readonly pages: readonly [Page, Page];

  private constructor(pages: readonly [Page, Page]) {
    this.pages = pages;
  }

  static async open(path: string): Promise<Twins> {
    const twins = new Twins([await stage.open(path), await stage.open(path)]);
    await translate(twins.pages[0]);
    return twins;
  }

  /** Both come to show the same. */
  async expectSame(): Promise<void> {
    await expectTranslated(this.pages[0]);
    const difference = async () => {
      const [translated, plain] = await Promise.all(this.pages.map(shownBy));
      return String(translated) === String(plain) ? null : { translated, plain };
    };
    await expect.poll(difference, patiently).toBe(null);
  }

  async act(act: (page: Page) => Promise<unknown>): Promise<void> {
    await Promise.all(this.pages.map(act));
    await this.expectSame();
  }
}

/** A page shows what it would show without its past: the same as after a reload, which ends its translation. */
async function expectAsAfterReload({ page }: BrowserStudent): Promise<void> {
  await expectTranslated(page);
  const before = await shownBy(page);
  await page.reload();
  await expect.poll(() => shownBy(page), patiently).toEqual(before);
  await translate(page);
}

describe.each(['elements', 'texts'] as const)('translated by %s', (by) => {
  beforeEach(() => {
    kind = by;
  });

  test('a class from the lobby to the replay', async () => {
    const { code, hostKey } = await stage.server.create({
      config: { pace: 'manual', textLength: 3, rounds: 8, handRounds: 2, turnSeconds: 300, beat: 0 },
    });
    const [boards, hosts] = [
      await Twins.open(`/board/${code}`),
      await Twins.open(`/host/${code}#${hostKey}`),
    ];
    const [host] = hosts.pages;
    const student = await BrowserStudent.open(stage.browser, `${stage.server.url}/${code}`, [390, 844]);
    const { page } = student;
    await translate(page);
    const expectCurrent = async () => {
      await expectAsAfterReload(student);
      await boards.expectSame();
      await hosts.expectSame();
    };

    await student.heading(/Join/);
    await expectCurrent();
    await student.join();
    await expectCurrent();
    await student.forecast(3, 0);
    await expectCurrent();
    await page.getByRole('button', { name: 'Change my forecast' }).click();
    await student.forecast(5, 1);
    await host.getByLabel('Simulated students').fill('3');
    await host.keyboard.press('Enter');
    await host.getByText('and 3 simulated').waitFor();
    await page.getByText('4 here').waitFor();
    await expectCurrent();

    await host.getByRole('button', { name: 'Start' }).click();
    await student.heading(/You are the model/);
    await expectCurrent();
    const left = () => page.locator('.left').innerText();
    const now = await left();
    await expect.poll(left, patiently).not.toBe(now);
    await student.throwDarts(2);
    await expectCurrent();
    await student.throwDarts(1);
    await student.heading(/Train the next model/);
    await student.refit();
    await host.getByText('Round 1 is done.').waitFor();
    // a reload would forget what was trained
    await page.getByText('You trained a model').waitFor();
    await boards.expectSame();
    await hosts.expectSame();
    await host.getByRole('button', { name: 'Press → for round 2' }).click();
    await student.heading(/You are the model/);
    await host.keyboard.press(' ');
    await student.heading(/paused/);
    await expectCurrent();
    await host.keyboard.press(' ');
    await student.heading(/You are the model/);
    await expectCurrent();
    await host.mouse.move(100, 100);
    await host.getByRole('button', { name: 'Play all that is left' }).click();
    await host.getByRole('button', { name: 'Play them all' }).click();
    await student.heading(/This is how it ended/);
    await expectCurrent();

    const link = page.getByRole('link', { name: 'Watch it again' });
    const replay = await Twins.open(new URL((await link.getAttribute('href'))!, stage.server.url).pathname);
    await replay.act((one) => one.getByRole('toolbar', { name: 'Replay' }).waitFor());
    await replay.act((one) => one.keyboard.press('Home'));
    for (let step = 0; step < 6; step++) await replay.act((one) => one.keyboard.press('ArrowRight'));
    await replay.act((one) => one.keyboard.press('End'));
    await replay.act((one) => one.getByRole('button', { name: 'Verify' }).click());
    await replay.act((one) => one.getByText('texts match the secret').waitFor());
    const preset = (one: Page) => one.getByRole('region', { name: 'What if' }).getByRole('button').first();
    await replay.act((one) => preset(one).click());
    await replay.act((one) => one.getByRole('button', { name: 'Back to what happened' }).click());
  });

  test('the connection of a page is lost and found', async () => {
    const { code } = await stage.server.create({ config: { turnSeconds: null } });
    const boards = await Twins.open(`/board/${code}`);
    const student = await BrowserStudent.open(stage.browser, `${stage.server.url}/${code}`, [390, 844]);
    await translate(student.page);
    await student.join();
    await stage.server.kill('SIGKILL');
    await student.page.getByText('reconnecting').waitFor();
    await boards.act((board) => board.getByText('The connection is lost.').waitFor());
    await stage.server.start();
    await student.page.getByText('connected', { exact: false }).waitFor();
    await expectAsAfterReload(student);
    await boards.act((board) => board.getByText('The connection is lost.').waitFor({ state: 'detached' }));
  });

  test('home, what is kept, set-up, Lab, and an address that does not exist', async () => {
    const twins = await Twins.open('/');
    const go = (path: string) =>
      twins.act(async (page) => {
        await page.goto(new URL(path, stage.server.url).href);
        if (page === twins.pages[0]) await translate(page);
      });
    for (const code of ['ABC', 'B', 'BCDFG']) {
      await twins.act((page) => page.getByLabel('The code on the board').fill(code));
      await twins.act((page) => page.keyboard.press('Enter'));
    }
    await twins.act((page) => page.getByRole('button', { name: 'theme' }).click());
    await go('/privacy');
    await go('/nothing/here');
    await go('/host');
    await twins.act((page) => page.getByText('99.8 % of models collapse').waitFor());
    for (const length of ['100', '', '5'])
      await twins.act((page) => page.getByLabel('Tokens in a text').fill(length));
    await twins.act((page) => page.getByText('More settings').click());
    await go('/lab');
    for (const seed of ['7', '', '8']) await twins.act((page) => page.getByLabel('Seed').fill(seed));
  });
});
