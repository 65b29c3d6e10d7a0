/** The Lab in a real browser: the essay's numbers, a long job that is stopped, a wrong link. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import oracle from '../support/oracle/rollouts.json' with { type: 'json' };
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';

const stage = setStage();
let page: Page;

beforeAll(async () => {
  page = await stage.open('/');
});

/** p of the first rollout, as the page shows it, once so many rollouts are done. */
async function firstRollout(done: string): Promise<number[]> {
  await page.getByText(`${done} of ${done} rollouts`).waitFor();
  return (await page.getByTestId('first').innerText()).split(', ').map(Number);
}

test('the Lab shows the essay’s figures, number by number those of NumPy', async () => {
  await page.getByRole('link', { name: 'Lab' }).click();
  const [essay] = oracle;
  expect((await firstRollout('100')).slice(0, -1)).toEqual(essay!.rollouts[0]);
  for (const k of [1, 10, 1000]) await page.getByTestId(`figure-${k}`).waitFor();
  const collapsed = essay!.rollouts.filter((line) => line.at(-1) === 0 || line.at(-1) === 1).length;
  const caption = page.getByTestId('figure-10').getByTestId('caption');
  expect(await caption.innerText()).toBe(`${collapsed} of 100 collapsed`);
  await page.getByText('exact theory').first().waitFor();
  await expectAccessible(page);
});

test.each(oracle.filter(({ p }) => p > 0 && p < 1))(
  'a link opens seed $seed, p $p, k $k, $rounds rounds as NumPy has them',
  async ({ seed, p, k, rounds, rollouts }) => {
    const search = `seed=${seed}&p=${p}&k=${k}&rounds=${rounds}&rollouts=${rollouts.length}`;
    await page.goto(`${stage.server.url}/lab?${search}`);
    await page.getByTestId(`figure-${k}`).waitFor();
    expect((await firstRollout(String(rollouts.length))).slice(0, -1)).toEqual(rollouts[0]);
  },
);

test('a job of minutes tells how far it is, is stopped, and blocks nothing; fast does a million', async () => {
  const long = oracle.find(({ k }) => k === 1000)!;
  await page.goto(`${stage.server.url}/lab?seed=${long.seed}&k=1000&rollouts=1000000`);
  await page.getByRole('progressbar', { name: 'Rollouts done' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText(/^Stopped after [\d,]+ of 1,000,000 rollouts/).waitFor();
  const first = (await page.getByTestId('first').innerText()).split(', ').map(Number);
  expect(first.slice(0, -1)).toEqual(long.rollouts[0]);
  await page.getByLabel('Fast', { exact: false }).check();
  await page.getByLabel('k', { exact: true }).fill('10');
  await page.getByText('1,000,000 of 1,000,000 rollouts').waitFor();
  await page.waitForURL(/[?&]engine=fast/);
});

test('a link and a field that cannot be get a sentence, and the keyboard mends them', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${stage.server.url}/lab?k=5000`);
  const problem = 'The link says k = 5000. k: give a whole number from 1 to 1000. It is 10 here.';
  await page.getByText(problem).waitFor();
  await page.getByLabel('Rounds', { exact: true }).fill('');
  await page.getByText('Rounds: give a whole number from 1 to 200.').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Rounds', { exact: true }).focus();
  await page.keyboard.type('12');
  await page.getByRole('heading', { name: 'k = 10 after 12 rounds' }).waitFor();
  expect(await page.getByRole('alert').innerText()).toBe('');
  await page.waitForURL(/[?&]rounds=12(&|$)/);
});

test('on the smallest device nothing is clipped', async () => {
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(`${stage.server.url}/lab?k=25`);
  await firstRollout('100');
  await page.getByText('Settings', { exact: true }).click();
  await expectAccessible(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
