/**
 * How smoothly a board moves on a slow laptop: 200 models over 200 rounds, told of in ten batches a second.
 *
 * A game is played before, and written into a real server's store as another server would, a step ten times a second:
 * so the machine's few cores are the browser's. A real Chromium, its processor slowed down four times, shows the
 * board, which is built with ten times as many simulated rollouts as it has. Frames are counted from the second round
 * on, and beside them those of a page of text in the same browser, before and afterwards: what this machine gives at
 * all. Exits with 1 where the board has less than 95 % of that, or a task above 50 ms. Usage: npm run bench:board
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { build, type Plugin } from 'vite';
import { hashOf, randomKey } from '../../server/lib/keys.ts';
import { clientFiles } from '../../server/http/static.ts';
import type { SessionRow, Store } from '../../server/store/port.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { appWith, urlOf } from '../../test/support/app.ts';
import { launchBrowser } from '../../test/support/browser/browser.ts';
import { Classroom, secret } from '../../test/support/session/classroom.ts';
import { temporaryFolder } from '../../test/support/tmp.ts';
import { percentiles, sum } from '../statistics.ts';

const players = 200;
const simulated = 1_000;
const slowdown = 4;
const batchEvery = 100;
/** Long texts, so that most models have not collapsed by the end, and all lines go on. */
const unhurried = { handRounds: null, turnSeconds: null, beat: 0 };
const config: Config = { ...defaultConfig, rounds: 200, textLength: 100, ...unhurried };
/** Steps that do not count. */
const warmUp = 4;
/** Seconds for which the page of text is watched. */
const idleFor = 5;

interface Frames {
  /** milliseconds from each frame to the next */
  gaps: number[];
  /** milliseconds of each task above 50 */
  longTasks: number[];
}

/** Builds the board with more simulated rollouts than the essay's hundred. */
function moreSimulated(): Plugin {
  const hundred = 'simulatedCount = 100;';
  let found = false;
  return {
    name: 'more-simulated',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/figure/chart.ts') || !code.includes(hundred)) return null;
      found = true;
      return code.replace(hundred, `simulatedCount = ${simulated};`);
    },
    buildEnd() {
      if (!found) throw new Error('the number of simulated rollouts is not where it was');
    },
  };
}

/** A session under a code of its own, as a store keeps it. */
const row: SessionRow = { id: randomKey(), code: 'BCDFG', secret, hostKeyHash: hashOf(randomKey()) };

/** The first event of a game in which the server opens no step before it is written here. */
function slowly(created: SessionEvent): SessionEvent {
  return { ...created, at: Date.now(), config: { ...config, beat: 10_000 } } as SessionEvent;
}

/** The log in parts: all before the first step, and each step. */
function stepsOf(log: readonly SessionEvent[]): SessionEvent[][] {
  const starts = log.flatMap(({ type }, index) => (type === 'step_opened' ? [index] : []));
  return [0, ...starts].map((start, index) => log.slice(start, starts[index]));
}

/** Writes parts of a log as if they happened now, ten a second. */
async function write(store: Store, { id }: SessionRow, parts: readonly SessionEvent[][]): Promise<void> {
  let last = (await store.read(id, 0)).at(-1)!;
  for (const part of parts) {
    const next = setTimeout(batchEvery);
    const events = part.map((event) => ({ ...event, at: Date.now() }));
    if ((await store.append(id, last, events, [])) === 'conflict')
      throw new Error('the server has played on by itself');
    last = events.at(-1)!;
    await next;
  }
}

/** Watches a page's frames while something happens. */
async function framesOf(page: Page, happens: Promise<unknown>): Promise<Frames> {
  await page.evaluate(() => {
    const frames: Frames = { gaps: [], longTasks: [] };
    Object.assign(globalThis, { frames });
    let before = performance.now();
    const frame = (now: number) => {
      frames.gaps.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) frames.longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  await happens;
  return page.evaluate(() => (globalThis as unknown as { frames: Frames }).frames);
}

function tell(what: string, { gaps, longTasks }: Frames): number {
  const perSecond = (1000 * gaps.length) / sum(gaps);
  const { p50, p99, max } = percentiles(gaps);
  const ms = (time: number) => `${time.toFixed(0)} ms`;
  console.log(`${what}   ${perSecond.toFixed(1)} frames a second
  from one to the next: p50 ${ms(p50)}, p99 ${ms(p99)}, longest ${ms(max)}; ${longTasks.length} tasks above 50 ms${longTasks.length > 0 ? `, the longest ${ms(Math.max(...longTasks))}` : ''}`);
  return perSecond;
}

using folder = temporaryFolder();
const dist = join(folder.path, 'dist');
await build({
  configFile: join(import.meta.dirname, '../../vite.config.ts'),
  logLevel: 'warn',
  plugins: [moreSimulated()],
  build: { outDir: dist },
});
const store = openSqlite(databaseIn(folder.path));
const app = await appWith({ store, pages: () => clientFiles(dist) });
await once(app.http.listen(0, '127.0.0.1'), 'listening');
const game = new Classroom(config).start(players);
// without a beat the next step opens within the last one, and nothing is left to wait for
while (game.state.phase !== 'finished') game.playStep();
const [lobby, ...steps] = stepsOf(game.log);
await store.create(row, slowly(lobby![0]!));

const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
const devtools = await page.context().newCDPSession(page);
await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
const watchText = async () => {
  await page.goto(`${urlOf(app)}/privacy`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return framesOf(page, setTimeout(idleFor * 1000));
};
const before = await watchText();
await page.goto(`${urlOf(app)}/board/${row.code}`);
await page.getByText(row.code).first().waitFor();
await write(store, row, [lobby!.slice(1), ...steps.slice(0, warmUp)]);
const board = await framesOf(page, write(store, row, steps.slice(warmUp, -1)));
await page.getByRole('heading', { name: `Round ${config.rounds} of ${config.rounds}` }).waitFor();
const after = await watchText();

console.log(
  `Chromium ${browser.version()} without a graphics card, slowed down ${slowdown} times, 1920 × 1080; ${players} models over ${config.rounds} rounds, ${simulated} simulated\n`,
);
const perSecond = tell('the board', board);
const possible = Math.min(tell('a page of text, before', before), tell('a page of text, afterwards', after));
await browser.close();
await app.close();
await store.close();
if (perSecond < 0.95 * possible || board.longTasks.length > 0) process.exitCode = 1;
