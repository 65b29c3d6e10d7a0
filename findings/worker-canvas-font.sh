#!/usr/bin/env bash
# Chromium 153 (headless shell of @sparticuz/chromium 153.0.0, by playwright-core 1.65.1): fonts of OffscreenCanvas in a worker.
#
# Expected: a FontFace that is added to a worker's `self.fonts` and loaded is used by what is drawn from then on, as in
#   a document, where text that is drawn again after `document.fonts.load` has the new font.
# Seen: where the family was used on an OffscreenCanvas of that worker before it was loaded, `measureText` keeps giving
#   the width of the fallback font: after the load, after assigning the same font again, and on a new canvas. A worker
#   that loads the font before the first use of its family gets the right width. In a document the late load works.
# Consequence here: the painter's worker loads its fonts before its first scene.
#
# Exits 0 while this is so, 1 once it has changed. Needs Node 22 or newer, npm and Linux on x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit node@24.21.0 @sparticuz/chromium@153.0.0 playwright-core@1.65.1 \
  @fontsource-variable/jetbrains-mono@5.3.0
cat >probe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import packed from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const file = 'node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2';
const measure = `
  const width = () => {
    const context = new OffscreenCanvas(300, 100).getContext('2d');
    context.font = '20px Probe, sans-serif';
    return context.measureText('iiiiiiiiii').width;
  };
  const load = async () => {
    const face = new FontFace('Probe', 'url(/font.woff2)');
    fonts.add(face);
    await face.load();
  };`;
const worker = `const { fonts } = self; ${measure}
  onmessage = async ({ data: isUsedFirst }) => {
    const before = isUsedFirst ? width() : null;
    await load();
    postMessage({ before, after: width() });
  };`;
const server = createServer((request, response) => {
  if (request.url === '/font.woff2') return response.end(readFileSync(file));
  response.setHeader('content-type', request.url === '/worker.js' ? 'text/javascript' : 'text/html');
  response.end(request.url === '/worker.js' ? worker : '<!doctype html><title>probe</title>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: await packed.executablePath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const inWorker = (isUsedFirst) =>
  page.evaluate(
    (isUsedFirst) =>
      new Promise((resolve) => {
        const worker = new Worker('/worker.js');
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(isUsedFirst);
      }),
    isUsedFirst,
  );
const loadedFirst = await inWorker(false);
const usedFirst = await inWorker(true);
const inDocument = await page.evaluate(`(async () => {
  const { fonts } = document; ${measure}
  const before = width();
  await load();
  return { before, after: width() };
})()`);
await browser.close();
server.close();
console.log({ loadedFirst, usedFirst, inDocument });
const right = loadedFirst.after;
const isAsSeen = usedFirst.before !== right && usedFirst.after === usedFirst.before && inDocument.after === right;
console.log(isAsSeen ? 'as seen: a family that was used before its load keeps the fallback font' : 'CHANGED');
process.exitCode = isAsSeen ? 0 : 1;
JS
node_modules/.bin/node probe.mjs
