/**
 * How soon a cheap device can play: its page, cold, on slow 4G and with a processor slowed down four times.
 *
 * The network is Lighthouse's slow 4G as DevTools apply it, the slowdown that of its mobile set-up. Counted by the page
 * itself, from the tap on the link until the button that takes a seat is drawn, which needs the page and its line to
 * the room. Beside it: the same without either, and the floor that this network sets. Usage: npm run bench:phone
 */
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../test/support/browser/browser.ts';
import { ServerProcess } from '../../test/support/process/server-process.ts';
import { median } from '../statistics.ts';

const runs = 7;
const slowdown = 4;
const limit = 2_500;
/** Round trips of 150 ms make a delayed request 3.75 times as long, and a tenth of 1.6 Mbit/s is lost. */
const slow4G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (750 * 1024 * 0.9) / 8,
};

/** @returns milliseconds until it is playable, and what was loaded by then, in bytes on the wire */
async function open(
  browser: Browser,
  url: string,
  isSlow: boolean,
): Promise<{ time: number; bytes: number }> {
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  if (isSlow) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', slow4G);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  }
  await page.addInitScript(() => {
    const look = new MutationObserver(() => {
      const buttons = [...document.querySelectorAll('button')];
      if (!buttons.some(({ textContent }) => /Join/.test(textContent))) return;
      look.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark('playable')));
    });
    look.observe(document, { subtree: true, childList: true });
  });
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Join' }).waitFor();
  const time = await page.evaluate(() => performance.getEntriesByName('playable')[0]!.startTime);
  const bytes = await page.evaluate(() =>
    ['navigation', 'resource']
      .flatMap((type) => performance.getEntriesByType(type) as PerformanceResourceTiming[])
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
  );
  await context.close();
  return { time, bytes };
}

await using server = await ServerProcess.start();
await using browser = await launchBrowser();
const { code } = await server.create({ title: 'Our class' });
const times: number[] = [];
const plainTimes: number[] = [];
let bytes = 0;
for (let run = 0; run < runs; run++) {
  const slow = await open(browser, `${server.url}/${code}`, true);
  times.push(slow.time);
  bytes = slow.bytes;
  plainTimes.push((await open(browser, `${server.url}/${code}`, false)).time);
}

const playable = median(times);
/** The page, and then all that it names: two requests one after the other, and the bytes. */
const floor = 2 * slow4G.latency + (bytes / slow4G.downloadThroughput) * 1000;
const ms = (time: number) => `${time.toFixed(0)} ms`;
console.log(`Chromium ${browser.version()}; ${runs} cold openings each, in turn; ${(bytes / 1000).toFixed(1)} kB on the wire

slow 4G, processor slowed down ${slowdown} times   playable after ${ms(playable)} (median; ${ms(Math.min(...times))} to ${ms(Math.max(...times))})
  the floor: two requests and the bytes   ${ms(floor)}
neither slowed down   ${ms(median(plainTimes))}`);
if (playable > limit) process.exitCode = 1;
