#!/usr/bin/env bash
# Chromium 153 (headless shell of @sparticuz/chromium 153.0.0, by playwright-core 1.65.1): `color-scheme: only light`
# under automatic darkening, `Emulation.setAutoDarkModeOverride` of the DevTools protocol.
#
# Expected: a page with `color-scheme: only light` is not darkened, as CSS Color Adjust 1 says of `only` and Chrome's
#   documentation of the auto dark theme says of opting out.
# Seen: so it is while `prefers-color-scheme` is dark. While it is light the page is darkened, with `only` or without.
# Consequence here: the test of darkened pages emulates the dark preference, as a phone with that setting has it.
#
# Exits 0 while this is so, 1 once it has changed. Needs Node 22 or newer, npm and Linux on x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit node@24.21.0 @sparticuz/chromium@153.0.0 playwright-core@1.65.1
cat >probe.mjs <<'JS'
import packed from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({
  executablePath: await packed.executablePath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 100, height: 100 } });
const devTools = await page.context().newCDPSession(page);
await devTools.send('Emulation.setAutoDarkModeOverride', { enabled: true });
/** Whether a white page is shown white: the picture is decoded by the browser itself, on a page of its own. */
const isLight = async (colorScheme, preference) => {
  await page.emulateMedia({ colorScheme: preference });
  await page.setContent(`<style>:root { color-scheme: ${colorScheme}; background: white }</style>`);
  const png = (await page.screenshot()).toString('base64');
  const reader = await browser.newPage();
  const [red] = await reader.evaluate(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data];
  }, png);
  await reader.close();
  return red > 127;
};
const seen = {};
for (const preference of ['dark', 'light'])
  for (const colorScheme of ['light', 'only light'])
    seen[`${colorScheme}, preference ${preference}`] = (await isLight(colorScheme, preference)) ? 'light' : 'darkened';
await browser.close();
console.log(seen);
const isAsSeen =
  seen['light, preference dark'] === 'darkened' &&
  seen['only light, preference dark'] === 'light' &&
  seen['only light, preference light'] === 'darkened';
console.log(isAsSeen ? 'as seen: "only light" is honoured under a dark preference alone' : 'CHANGED');
process.exitCode = isAsSeen ? 0 : 1;
JS
node_modules/.bin/node probe.mjs
