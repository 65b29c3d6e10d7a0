/** Devices that differ from those the pages were made on: their clock. */
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
