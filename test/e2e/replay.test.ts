/** A replay in a real browser: verification, sharing, export. */
import { readFile } from 'node:fs/promises';
import { readXlsx } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { CreatedSession } from '../../shared/wire/http.ts';
import { fetchReplay } from '../support/api.ts';
import { Board, Student } from '../support/clients.ts';
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';
import { patience } from '../support/browser/student.ts';

const stage = setStage();
let session: CreatedSession;
let page: Page;

/** A class of Ada, who chose that name, and three simulated students, one round by hand. */
async function play(): Promise<{ session: CreatedSession; host: Board }> {
  const created = await stage.server.create({
    title: 'Statistics, Tuesday',
    // the same draws each time: each model collapses in a round of its own, so that the page tells of each
    secret: '00000000000000000000000000000004',
    config: { names: 'free', rounds: 12, handRounds: 1, textLength: 5, beat: 0 },
  });
  const { code, hostKey } = created;
  const ada = await new Student(stage.server.url, code).connected();
  await ada.ask('join', { name: 'Ada' });
  const host = await new Board(stage.server.url, code, hostKey).connected();
  await host.ask('bots', { count: 3 });
  await host.ask('start');
  await host.until(() => host.events.find((event) => event.type === 'generated' && event.by === 1));
  return { session: created, host };
}

const replayPath = () => `/replay/${session.id}`;
const replayNow = () => fetchReplay(stage.server.url, session.id);

/** What a way through all steps shows, step by step. */
async function* everyStep(shown = page.locator('main')): AsyncGenerator<string> {
  await page.keyboard.press('Home');
  for (let step = 0; step <= 24; step++) {
    yield shown.innerText();
    await page.keyboard.press('ArrowRight');
  }
}

async function download(role: 'button' | 'link', name: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole(role, { name, exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

beforeEach(async () => {
  const { session: played, host } = await play();
  session = played;
  await host.ask('fast_forward');
  await host.heard('finished');
  page = await stage.open(replayPath());
  await page.getByRole('toolbar', { name: 'Replay' }).waitFor();
});

test('a replay is verified in the page, and a token that was changed is found', async () => {
  await page.getByRole('button', { name: 'Verify' }).click();
  const digits = session.commitment.slice(0, 20).replace(/.{4}(?=.)/g, '$& ');
  await page
    .getByText(
      `48 of 48 texts match the secret with the commitment ${digits}. Is that what the board showed?`,
    )
    .waitFor();
  await page.getByText('The secret of these draws was given by whoever opened the room').first().waitFor();

  const changed = await replayNow();
  for (const event of changed.events)
    if (event.type === 'generated' && event.rollout === 1 && event.round === 4)
      event.tokens = event.tokens.replace(/^./, (token) => (token === '0' ? '1' : '0'));
  await page.route(`**/api/sessions/${session.id}`, (route) => route.fulfill({ json: changed }));
  await page.reload();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('Look at token 1 of the text of model 2 in round 5').waitFor();
});

test('the figure has its lines and discs, which a worker draws', async () => {
  /** Colours on the figure's own canvas, over the plot's. */
  const canvas = page.locator('.chart canvas').last();
  const colours = () =>
    canvas.evaluate((figure: HTMLCanvasElement) => {
      const { width, height } = figure;
      const ctx = new OffscreenCanvas(width, height).getContext('2d')!;
      ctx.drawImage(figure, 0, 0);
      return new Set(new Uint32Array(ctx.getImageData(0, 0, width, height).data.buffer)).size;
    });
  // blank is one colour; lines, discs and digits with their edges are hundreds
  await expect.poll(colours, { timeout: patience }).toBeGreaterThan(100);
});

test('a link leads to the moment at which it was made, copied or shown', async () => {
  await page.keyboard.press('Home');
  for (let step = 0; step < 7; step++) await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: 'Round 4 of 12' }).waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Link to this moment' }).click();
  await page.getByText('The link to this moment is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${stage.server.url}${replayPath()}?step=7`);
  const figure = page.getByTestId('board').getByRole('img').first();
  const seen = await figure.getAttribute('aria-label');

  // on plain http, as in most classrooms, there is no clipboard
  page = await stage.open('/privacy');
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.goto(link);
  await page.getByRole('heading', { name: 'Round 4 of 12' }).waitFor();
  expect(await page.getByTestId('board').getByRole('img').first().getAttribute('aria-label')).toBe(seen);
  await page.getByRole('button', { name: 'Link to this moment' }).click();
  expect(await page.getByLabel('The link to this moment').inputValue()).toBe(link);
  await page.reload();
  await page.getByRole('heading', { name: 'Round 4 of 12' }).waitFor();
  await page.keyboard.press('End');
  await page.getByTestId('ending').waitFor();
  await page.getByLabel('Speed').selectOption('64×');
  await page.keyboard.press(' ');
  await page.getByTestId('ending').waitFor();
});

test('without names a link shows numbers at every step, on every device', async () => {
  const names = (await replayNow()).events.flatMap((event) => (event.type === 'joined' ? [event.name] : []));
  expect(names).toHaveLength(4);
  const bots = names.slice(1);
  const said = async () => {
    let text = '';
    for await (const shown of everyStep()) text += shown;
    return text;
  };
  const open = await said();
  expect(bots.filter((name) => open.includes(name))).not.toEqual([]);

  await page.getByLabel('Share without names').check();
  await expect.poll(() => page.url()).toContain('names=hidden');
  page = await stage.open(page.url());
  await page.getByLabel('Share without names').waitFor();
  expect(await page.getByLabel('Share without names').isChecked()).toBe(true);
  const hidden = await said();
  expect([...bots, 'Ada'].filter((name) => hidden.includes(name))).toEqual([]);
  expect(hidden).toMatch(/Player [1-4]\u2069’s model collapsed/);
  for (const table of ['CSV', 'for R and Python']) {
    const csv = (await download('link', table)).bytes.toString();
    expect([...bots, 'Ada'].filter((name) => csv.includes(name))).toEqual([]);
  }
  await expectAccessible(page);
});

test('the device that hosted the class shows the names that were chosen, and others numbers', async () => {
  const isNamed = async (name: string) => {
    for await (const text of everyStep(page.getByTestId('board'))) if (text.includes(name)) return true;
    return false;
  };
  expect((await download('link', 'CSV')).bytes.toString()).not.toContain('Ada');
  expect(await isNamed('Ada')).toBe(false);

  await page.goto(session.links.host.replace(/^https?:\/\/[^/]+/, stage.server.url));
  await page.getByTestId('ending').waitFor();
  await page.goto(stage.server.url + replayPath());
  await page.getByText('Names that students chose show on this device').waitFor();
  for (const table of ['CSV', 'for R and Python'])
    expect((await download('link', table)).bytes.toString()).toContain('Ada');
  expect(await isNamed('Ada')).toBe(true);
  await page.getByLabel('Share without names').check();
  expect((await download('link', 'CSV')).bytes.toString()).not.toContain('Ada');
  expect(await isNamed('Ada')).toBe(false);
});

test('a replay is taken away as a picture, tables, its whole log and programs that verify it', async () => {
  const day = new Date((await replayNow()).createdAt).toISOString().slice(0, 10);
  const name = (ending: string) => `token-telephone-statistics-tuesday-${day}.${ending}`;
  const picture = await download('button', 'as a picture');
  expect(picture.name).toBe(name('png'));
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect([picture.bytes.readUInt32BE(16), picture.bytes.readUInt32BE(20)]).toEqual([2560, 1760]);
  const offered = page.getByRole('group', { name: 'Download' }).getByRole('link');
  expect(await offered.allInnerTexts()).toEqual(['for a spreadsheet', 'for R and Python']);
  const workbook = await download('link', 'for a spreadsheet');
  expect(workbook.name).toBe(name('xlsx'));
  const [header, ...turns] = (await readXlsx(workbook.bytes)).sheets[0]!.rows;
  expect([header!.indexOf('text'), turns.length]).toEqual([3, 48]);
  const statistics = await download('link', 'for R and Python');
  expect(statistics.name).toBe(name('table.csv'));
  expect(statistics.bytes.toString().trimEnd().split('\n')).toHaveLength(1 + 48);
  const table = await download('link', 'CSV');
  expect(table.name).toBe(name('csv'));
  expect(table.bytes.toString().split('\r\n')).toHaveLength(1 + 48);
  const log = await download('link', 'JSON');
  expect(log.name).toBe(name('json'));
  expect(JSON.parse(log.bytes.toString())).toEqual(await replayNow());
  for (const [language, ending] of [
    ['Python', 'py'],
    ['R', 'R'],
  ] as const) {
    const program = await download('link', language);
    expect(program.name).toBe(name(ending));
    expect(program.bytes.toString()).toContain(session.commitment);
  }
  await expectAccessible(page);
});

test('a replay of what is not over, or never was, says so', async () => {
  const { session: open, host } = await play();
  await host.ask('pause');
  page = await stage.open(`/replay/${open.id}`);
  await page.getByRole('heading', { name: 'This class is still playing' }).waitFor();
  await expectAccessible(page);
  await host.ask('stop');
  await host.heard('finished');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('toolbar', { name: 'Replay' }).waitFor();
  await page.goto(`${stage.server.url}/replay/nobody`);
  await page.getByRole('heading', { name: 'There is no replay here' }).waitFor();
});
