/** The privacy page, the host password and deletion, in a real browser. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';
import { patience, BrowserStudent } from '../support/browser/student.ts';

const password = 'chalk and cheese';

const stage = setStage({ HOST_PASSWORD: password, RETENTION_DAYS: '30' });

/** A device: what it keeps is its own. */
async function newDevice(): Promise<BrowserContext> {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 720 } });
  context.setDefaultTimeout(patience);
  return context;
}

async function openRoom(page: Page): Promise<string> {
  await page.goto(`${stage.server.url}/host`);
  await page.getByLabel('Password for hosts').fill(password);
  await page.getByRole('button', { name: 'Open the room' }).click();
  return page.getByTestId('code').innerText();
}

test('the page on privacy tells this server’s days and sets no cookie', async () => {
  const device = await newDevice();
  const page = await device.newPage();
  await page.goto(stage.server.url);
  await page.getByRole('link', { name: 'What is kept' }).click();
  await page.getByText('30 days', { exact: true }).waitFor();
  await expectAccessible(page);
  expect(await device.cookies()).toEqual([]);
});

test('a server with a password asks for it once in a tab, and says when it is wrong', async () => {
  const device = await newDevice();
  const page = await device.newPage();
  await page.goto(`${stage.server.url}/host`);
  await page.getByRole('link', { name: 'What is kept' }).waitFor();
  const field = page.getByLabel('Password for hosts');
  await field.fill('chalk and cake');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open the room' }).click();
  await page.getByText('This is not the password of this server.').waitFor();
  await openRoom(page);
  await page.goto(`${stage.server.url}/host`);
  await field.waitFor();
  expect(await field.inputValue()).toBe(password);
  const other = await device.newPage();
  await other.goto(`${stage.server.url}/host`);
  expect(await other.getByLabel('Password for hosts').inputValue()).toBe('');
});

test('its host deletes a game on the replay’s page, and every page of it is told', async () => {
  const [device, otherDevice] = [await newDevice(), await newDevice()];
  const host = await device.newPage();
  const code = await openRoom(host);
  const student = await BrowserStudent.open(stage.browser, `${stage.server.url}/${code}`, [390, 844]);
  await student.join();
  await host.getByRole('button', { name: 'Start' }).click();
  await student.heading(/You are the model/);
  const board = await otherDevice.newPage();
  await board.goto(`${stage.server.url}/board/${code}`);
  await host.mouse.move(100, 100);
  await host.getByRole('button', { name: 'Play all that is left' }).click();
  await host.getByRole('button', { name: 'Play them all' }).click();
  const link = host.getByRole('link', { name: 'Watch it again' });
  await link.waitFor();
  await board.getByTestId('ending').waitFor();

  const replay = new URL((await link.getAttribute('href'))!, stage.server.url).pathname;
  const onlooker = await otherDevice.newPage();
  await onlooker.goto(stage.server.url + replay);
  await onlooker.getByRole('toolbar', { name: 'Replay' }).waitFor();
  expect(await onlooker.getByRole('button', { name: 'Delete this game' }).count()).toBe(0);

  await host.goto(stage.server.url + replay);
  const ask = host.getByRole('button', { name: 'Delete this game' });
  await ask.click();
  await expectAccessible(host);
  await host.getByRole('button', { name: 'Keep it' }).click();
  await ask.click();
  await host.getByRole('button', { name: 'Delete it' }).click();
  await host.getByRole('heading', { name: 'The game is deleted' }).waitFor();
  await expectAccessible(host);

  await student.heading(/This room is not open/);
  await student.page.getByText('It is mistyped, or its host has deleted the game.').waitFor();
  await board.getByRole('heading', { name: 'This room is not open' }).waitFor();
  await onlooker.reload();
  await onlooker.getByRole('heading', { name: 'There is no replay here' }).waitFor();
  await host.getByRole('dialog').getByRole('link', { name: 'Home' }).click();
  await host.getByRole('heading', { name: 'Token Telephone' }).waitFor();
  expect(await host.getByRole('heading', { name: 'Replays' }).count()).toBe(0);
  await host.goto(`${stage.server.url}/host/${code}`);
  await host.getByRole('heading', { name: 'This is not the host’s device' }).waitFor();
});
