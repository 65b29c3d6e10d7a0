/** The content security policy in a real browser: foreign code does not run, and nothing is sent to another site. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openForeignSite } from './foreign-site.ts';
import { setStage } from './stage.ts';
import { patience } from '../support/browser/student.ts';

const stage = setStage();
let elsewhere: Awaited<ReturnType<typeof openForeignSite>>;
let page: Page;

beforeAll(async () => {
  elsewhere = await openForeignSite(`<iframe src="${stage.server.url}"></iframe>`);
  const context = await stage.browser.newContext();
  context.setDefaultTimeout(patience);
  await context.addInitScript(() => {
    const append = (name: string, properties: object) =>
      document.body.appendChild(Object.assign(document.createElement(name), properties));
    const appendHtml = (innerHTML: string) => append('div', { innerHTML }).firstElementChild;
    const blobOf = (text: string) => URL.createObjectURL(new Blob([text]));
    Object.assign(globalThis, { append, appendHtml, blobOf });
  });
  page = await context.newPage();
  await page.goto(stage.server.url);
});

afterAll(() => elsewhere.close());

/** Adds an element to the page. */
declare function append(name: string, properties: object): HTMLElement;
/** Adds an element to the page as HTML has it. */
declare function appendHtml(html: string): HTMLElement;
/** The address of a blob. */
declare function blobOf(text: string): string;

/** What somebody who got a word into a page would try, and the directive that refuses it. */
const attempts: [what: string, directive: string, attempt: (other: string) => unknown][] = [
  ['an inline script', 'script-src-elem', () => append('script', { textContent: 'ran = true' })],
  ['a script of another site', 'script-src-elem', (other) => append('script', { src: `http://${other}/` })],
  ['a script in a blob', 'script-src-elem', () => append('script', { src: blobOf('ran = true') })],
  ['a script in a URL', 'script-src-elem', () => append('script', { src: 'data:text/javascript,ran=1' })],
  ['a link to a script', 'script-src-elem', () => append('a', { href: 'javascript:ran = true' }).click()],
  ['an inline handler', 'script-src-attr', () => appendHtml('<b onclick="ran = true"></b>').click()],
  // oxlint-disable-next-line no-eval -- that it is refused is the point
  ['eval', 'script-src', () => (0, eval)('ran = true')],
  ['a function made of text', 'script-src', () => new Function('ran = true')()],
  ['a timer of text', 'script-src', () => setTimeout('ran = true')],
  ['a worker in a blob', 'worker-src', () => new Worker(blobOf(''))],
  ['an inline style', 'style-src-elem', () => append('style', { textContent: 'body { color: red }' })],
  ['a style attribute', 'style-src-attr', () => appendHtml('<b style="color: red"></b>')],
  [
    'a style of another site',
    'style-src-elem',
    (other) => append('link', { rel: 'stylesheet', href: `http://${other}/` }),
  ],
  ['an image of another site', 'img-src', (other) => append('img', { src: `http://${other}/` })],
  ['a page of another site', 'frame-src', (other) => append('iframe', { src: `http://${other}/` })],
  ['a plug-in', 'object-src', (other) => append('object', { data: `http://${other}/` })],
  ['a call to another site', 'connect-src', (other) => fetch(`http://${other}/`)],
  ['a beacon to another site', 'connect-src', (other) => navigator.sendBeacon(`http://${other}/`)],
  ['a socket to another site', 'connect-src', (other) => new WebSocket(`ws://${other}/`)],
  ['a stream from another site', 'connect-src', (other) => new EventSource(`http://${other}/`)],
  [
    'a form to another site',
    'form-action',
    (other) => (append('form', { action: `http://${other}/` }) as HTMLFormElement).submit(),
  ],
  ['another base for addresses', 'base-uri', (other) => append('base', { href: `http://${other}/` })],
];

test.each(attempts)('%s is refused by %s', async (_what, directive, attempt) => {
  const { refusals } = stage.requests;
  // in a task of the page's own: what DevTools evaluate themselves is under no policy
  await page.evaluate(`void setTimeout(() => (${String(attempt)})('${elsewhere.host}'))`);
  await vi.waitUntil(() => refusals.length > 0, patience);
  expect(new Set(refusals.splice(0))).toEqual(new Set([directive]));
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  expect(elsewhere.asked).toEqual([]);
});

test('a page of another site cannot show the game in a frame, where its taps could be stolen', async () => {
  const other = await (await stage.browser.newContext()).newPage();
  await other.goto(`http://${elsewhere.host}`);
  const frame = await (await other.waitForSelector('iframe')).contentFrame();
  await vi.waitUntil(() => frame!.url() === 'chrome-error://chromewebdata/', patience);
});
