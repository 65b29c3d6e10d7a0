/** A page that does not load or breaks says what happened. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Board } from '../../support/clients.ts';
import { setStage } from '../stage.ts';

const stage = setStage();

/** Opens a page whose script is another. */
async function openWith(path: string, script: string, body: string | null): Promise<Page> {
  const page = await stage.open('/privacy');
  await page.route(`**/assets/${script}-*.js`, (route) =>
    body === null ? route.abort() : route.fulfill({ contentType: 'text/javascript', body }),
  );
  await page.goto(new URL(path, stage.server.url).href);
  return page;
}

/** @returns the id of a session that two simulated students have played */
async function playedSession(): Promise<string> {
  const { id, code, hostKey } = await stage.server.create({ config: { rounds: 2, handRounds: 0, beat: 0 } });
  const host = await new Board(stage.server.url, code, hostKey).connected();
  await host.ask('bots', { count: 2 });
  await host.ask('start');
  await host.heard('finished');
  return id;
}

/** Opens a page without some scripts: the first time, or each time. */
async function openWithout(path: string, script: string, times?: number): Promise<Page> {
  const page = await stage.open('/privacy');
  await page.route(
    `**/assets/${script}-*.js`,
    (route) => route.abort(),
    times === undefined ? {} : { times },
  );
  await page.goto(new URL(path, stage.server.url).href);
  return page;
}

test.each(['index', 'Lab', 'simulation.worker'])(
  'a part that arrives the second time: the page is loaded again once (%s)',
  async (script) => {
    const page = await openWithout('/lab', script, 1);
    await page.getByText('of 100 rollouts').waitFor();
    await page.getByText('100 of 100 collapsed').first().waitFor();
  },
);

test('a page whose first script does not arrive says so', async () => {
  const page = await openWithout('/lab', 'index');
  await page.getByRole('heading', { name: 'This page did not load' }).waitFor();
});

test('a replay whose figure does not arrive says so, and plays', async () => {
  const id = await playedSession();
  const page = await openWithout(`/replay/${id}`, 'painter.worker');
  await page.getByText('This figure did not load. Load the page again.').waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor();
});

test('a part that does not arrive', async () => {
  const page = await openWith('/lab', 'Lab', null);
  await page.getByRole('heading', { name: 'This page did not load' }).waitFor();
  await page.getByText('the connection broke, or the server has a newer version').waitFor();
  await page.unroute('**/assets/Lab-*.js');
  await page.getByRole('button', { name: 'Load it again' }).click();
  await page.getByRole('heading', { name: 'Lab', exact: true }).waitFor();
});

test.each([
  ['that a browser cannot read', 'export default }', /“Unexpected token/],
  ['that fails as it starts', 'throw new Error("no clock")', /“no clock”/],
  ['that fails as it is shown', 'export default () => { throw new Error("no paper") }', /“no paper”/],
])('a part %s', async (_, body, sentence) => {
  const page = await openWith('/lab', 'Lab', body);
  await page.getByRole('heading', { name: 'This page has stopped' }).waitFor();
  await page.getByText(sentence).waitFor();
  expect(await page.getByText('connection').count()).toBe(0);
});

test.each([
  ['cannot show', { createdAt: 'no day' }, /“Invalid time value”/],
  ['cannot read', { events: [{ type: 'started', seq: 1 }] }, /“/],
])('a replay that the page %s', async (_, changes, sentence) => {
  const id = await playedSession();
  const page = await stage.open('/privacy');
  await page.route(`**/api/sessions/${id}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...((await answer.json()) as object), ...changes } });
  });
  await page.goto(new URL(`/replay/${id}`, stage.server.url).href);
  await page.getByRole('heading', { name: 'This page has stopped' }).waitFor();
  await page.getByText(sentence).waitFor();
});
