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

test('the board shows the best address of now, the host’s choice, and that there is no network', async () => {
  const { code, hostKey } = await stage.server.create({});
  const host = await stage.open(`/host/${code}#${hostKey}`);
  let addresses = [
    { url: 'http://192.168.1.20:3000', kind: 'lan' },
    { url: 'http://10.8.0.6:3000', kind: 'tunnel' },
  ];
  await host.context().route('**/api/addresses', (route) => route.fulfill({ json: { addresses } }));
  const board = await host.context().newPage();
  await Promise.all([host.reload(), board.goto(`${stage.server.url}/board/${code}`)]);
  for (const page of [host, board])
    await page.getByRole('img', { name: `QR code of http://192.168.1.20:3000/${code}` }).waitFor();
  await expectAccessible(host);

  await host.getByLabel('Devices cannot open it?').selectOption({ label: '10.8.0.6:3000 · VPN or modem' });
  for (const page of [host, board]) await page.getByText('Join at 10.8.0.6:3000').waitFor();

  addresses = [];
  for (const page of [host, board])
    await page.getByRole('heading', { name: 'No network: devices cannot join' }).waitFor();
  await expectAccessible(host);
  addresses = [{ url: 'http://192.168.137.1:3000', kind: 'hotspot' }];
  for (const page of [host, board]) await page.getByText('Join at 192.168.137.1:3000').waitFor();

  await host.getByLabel('Simulated students').fill('2');
  await host.keyboard.press('Enter');
  await host.getByRole('button', { name: 'Start' }).click();
  for (const page of [host, board]) await page.getByText('join at 192.168.137.1:3000').waitFor();
  await host.keyboard.press('j');
  await host.getByRole('dialog', { name: 'The code' }).getByText(`192.168.137.1:3000/${code}`).waitFor();
});
