/** Hosting in a real browser: confirmations, the toolbar's place, rounds by hand. */
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';
import { BrowserStudent } from '../support/browser/student.ts';

const stage = setStage();

test('a host is asked before what is for good, and each round waits for the host', async () => {
  const { code, hostKey } = await stage.server.create({
    config: { pace: 'manual', textLength: 3, turnSeconds: 300 },
  });
  const host = await stage.open(`/host/${code}#${hostKey}`);
  const student = await BrowserStudent.open(stage.browser, `${stage.server.url}/${code}`, [320, 568]);
  await student.join();
  await student.forecast(30, 1);
  await host.getByText('1 of 1 forecast in').waitFor();

  const chip = host.getByRole('list', { name: 'Who is here' }).getByRole('button', { name: /: remove$/ });
  await chip.press('Enter');
  await host.getByRole('group', { name: /^Remove .+\?$/ }).waitFor();
  await expectAccessible(host);
  expect(await host.evaluate(() => document.activeElement?.textContent)).toBe('Keep');
  await host.keyboard.press('Escape');
  await host.getByText('1 student here').waitFor();
  expect(await chip.evaluate((button) => button === document.activeElement)).toBe(true);

  await host.getByRole('button', { name: 'Start' }).click();
  await student.throwDarts(3);
  await student.refit();
  await host.getByText('Round 1 is done.').waitFor();
  await student.page.getByText('Your teacher opens the next round.').waitFor();
  expect(await student.page.locator('header').innerText()).not.toMatch(/\d s\b/);
  const board = (await host.getByTestId('board').boundingBox())!;
  const bar = (await host.getByRole('region', { name: 'Controls' }).boundingBox())!;
  expect(board.y + board.height).toBeLessThanOrEqual(bar.y);

  await host.getByRole('button', { name: 'Press → for round 2' }).click();
  await student.heading(/You are the model/);
  await host.mouse.move(100, 100);
  await host.getByRole('button', { name: 'Play all that is left' }).press('Enter');
  await host.getByRole('button', { name: 'No, play on' }).press('Enter');
  await host.getByRole('button', { name: 'Play all that is left' }).press('Enter');
  await host.getByRole('button', { name: 'Play them all' }).press('Enter');
  await student.heading(/This is how it ended/);
});
