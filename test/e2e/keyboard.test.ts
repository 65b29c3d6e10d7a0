/** A student who has keys alone: every step of a game, and where the focus is after each. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

/** Presses keys one after the other. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('a student plays by keys, and the focus is never lost', async () => {
  const { code, hostKey } = await stage.server.create({
    config: { textLength: 3, rounds: 1, handRounds: 1, turnSeconds: 300, beat: 0 },
  });
  const [host, page] = [
    await stage.open(`/host/${code}#${hostKey}`),
    await stage.open(`/${code}`, [1366, 768]),
  ];
  const focused = () => page.evaluate(() => document.activeElement!.localName);
  const log: string[] = [];
  const expectStep = async (heading: RegExp) => {
    await page.getByRole('heading', { name: heading }).waitFor();
    await expect.poll(focused).not.toBe('body');
    log.push(await focused());
  };

  await page.getByRole('heading', { name: 'Join the game' }).waitFor();
  await press(page, 'Tab', 'Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement!.textContent)).toBe('Join');
  await press(page, 'Enter');
  await expectStep(/half of the class/);
  await press(page, '1', 'Enter');
  await expectStep(/Your forecast is in/);
  await host.getByRole('button', { name: 'Start' }).click();
  await expectStep(/You are the model/);
  await press(page, ' ', ' ', ' ');
  await expectStep(/Train the next model/);
  const ones = await page.locator('.cell.one').count();
  await press(page, String(ones), 'Enter');
  await expectStep(/This is how it ended/);
  expect(log).toEqual(['h1', 'h1', 'h1', 'h1', 'h1']);
});
