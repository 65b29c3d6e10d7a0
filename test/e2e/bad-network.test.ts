/** Pages behind a bad network; `npm run faults -- browser` measures how soon they report it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { watchBanner } from './banner.ts';
import { setStage } from './stage.ts';
import { faults, Proxy, type Network, type WebSocketPolicy } from '../support/network/proxy.ts';

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
