/** Pages behind a bad network; `npm run faults -- browser` measures how soon they report it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { watchBanner } from '../banner.ts';
import { setStage } from '../stage.ts';
import { createSession } from '../../support/api.ts';
import { ServerProcess } from '../../support/process/server-process.ts';
import { faults, Proxy, type Network, type WebSocketPolicy } from '../../support/network/proxy.ts';

const stage = setStage();

test.each<[string, Partial<Network>]>([
  ['by WebSocket', {}],
  ['by polling only, slowly', { webSocket: 'refused', latency: 100, bytesPerSecond: 200_000 }],
])('in every fault the page says so, and plays on without a tap: %s', async (_how, network) => {
  const figures = await watchBanner(faults, network);
  expect(figures.map(({ fault }) => fault)).toEqual(faults);
});

/** What a page has said of its connection, from its opening on. */
async function listenTo(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const said = new Set<string>();
    Object.assign(window, { said });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll('[role=status], [role=alert]'))
        if (/fast way|server|No answer/.test(textContent)) said.add(textContent.trim());
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => [...(window as unknown as { said: Set<string> }).said]);
}

const fallback = 'The fast way got no answer. This page is trying a slower one.';

test.each<WebSocketPolicy>(['swallowed', 'unanswered'])(
  'where the upgrade is %s, players, boards and hosts say what they do, get in, and open at once the next time',
  async (webSocket) => {
    using proxy = await Proxy.to([stage.server.port], { webSocket });
    const { code, hostKey } = await stage.server.create({});
    const pages = [
      [`/${code}`, (page: Page) => page.getByRole('button', { name: 'Join' })],
      [`/board/${code}`, (page: Page) => page.getByText('Nobody is here yet.')],
      [`/host/${code}#${hostKey}`, (page: Page) => page.getByRole('button', { name: 'Start' })],
    ] as const;
    await Promise.all(
      pages.map(async ([path, sign]) => {
        const page = await stage.open('/privacy');
        const said = await listenTo(page);
        await page.goto(proxy.url + path);
        await sign(page).waitFor();
        expect(await said()).toEqual([fallback]);
        await page.reload();
        await sign(page).waitFor();
        expect(await said()).toEqual([]);
      }),
    );
  },
);

test('who is beside a guesser is told when the page asks again, on every page, and gets in; a scanned code at once', async () => {
  await using server = await ServerProcess.start({ env: { TRUST_PROXY: '1' } });
  const elsewhere = { 'x-forwarded-for': '192.0.2.1' };
  const { code } = await createSession(server.url, {}, elsewhere);
  const scanned = await createSession(server.url, {}, elsewhere);
  for (let guesses = 0; guesses < 60; guesses++) await fetch(`${server.url}/api/rooms/ZZZZZ`);
  const [home, player, board] = await Promise.all(
    ['/', `/${code}`, `/board/${code}`].map((path) => stage.open(server.url + path)),
  );
  await home!.getByLabel('The code on the board').fill(code);
  await home!.getByRole('button', { name: 'Join' }).click();
  const told =
    /codes wait their turn here\. The QR code never waits\. This page asks again by itself in (\d+) s\.$/;
  for (const page of [home!, player!, board!]) {
    await page.getByText(told).waitFor();
    const seconds = Number(told.exec(await page.getByText(told).innerText())![1]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(41);
  }
  // a room that nobody there has found either
  const other = await stage.open(`${server.url}/${scanned.code}#${scanned.pass}`);
  await other.getByRole('button', { name: 'Join' }).click();
  expect(await player!.getByText(told).isVisible()).toBe(true);
  await player!.getByRole('button', { name: 'Join' }).click();
  await board!.getByText('1 student here').waitFor();
  await home!.waitForURL(`${server.url}/${code}`);
});
