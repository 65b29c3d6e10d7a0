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
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { build, type Plugin } from 'vite';
import { hashOf, randomKey } from '../../server/lib/keys.ts';
import { clientFiles } from '../../server/http/static.ts';
import type { PlayerDevice } from '../../server/room/player-connections.ts';
import type { Room } from '../../server/room/room.ts';
import type { SessionRow, Store } from '../../server/store/port.ts';
import { databaseIn, openSqlite } from '../../server/store/sqlite/sqlite.ts';
import type { Command } from '../../shared/session/command.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import type { Turn } from '../../shared/view/views.ts';
import { appWith, urlOf } from '../../test/support/app.ts';
import { launchBrowser } from '../../test/support/browser/browser.ts';
import { played } from '../../test/support/turn-message.ts';
import { MemoryStore } from '../../test/support/memory-store.ts';
import { percentiles } from './percentiles.ts';

const players = 200;
const simulated = 1_000;
const slowdown = 4;
const batchEvery = 100;
/** Long texts, so that most models have not collapsed by the end, and all lines go on. */
const config: Config = {
  ...defaultConfig,
  rounds: 200,
  textLength: 100,
  handRounds: null,
  turnSeconds: null,
  beat: 0,
};
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

/** A turn that a phone was shown, and whose it is. */
interface Dealt {
  player: number;
  turn: Turn;
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

/** Seats a phone without a wire, which puts what it is shown among what is to be played. */
async function seat(room: Room, toPlay: Dealt[]): Promise<void> {
  const phone: PlayerDevice = {
    keyHash: hashOf(randomKey()),
    show: ({ value: { turns } }) =>
      toPlay.push(...turns.map((turn) => ({ player: room.seatOf(phone.keyHash)!, turn }))),
    dismiss() {},
    disconnect() {},
  };
  room.players.attach(phone);
  await room.send({ type: 'join', player: null }, phone.keyHash);
}

/** Plays a game to its end. @returns its session, and its log */
async function playGame(): Promise<{ row: SessionRow; log: SessionEvent[] }> {
  const store = new MemoryStore();
  const { rooms, close } = await appWith({ store });
  const { code } = await rooms.create({ title: 'Two hundred', config });
  const room = (await rooms.find(code))!;
  const toPlay: Dealt[] = [];
  for (let player = 0; player < players; player++) await seat(room, toPlay);
  await room.send({ type: 'start' });
  while (room.state.phase !== 'finished')
    await Promise.all(
      toPlay.splice(0).map(({ player, turn }) => {
        const { name, payload } = played(turn);
        return room.send({ type: name, player, ...payload } as Command);
      }),
    );
  await close();
  return { row: room.row, log: await store.read(room.row.id, 0) };
}

/** The first event of a game in which the server opens no step before it is written here. */
function slowly(created: SessionEvent): SessionEvent {
  return { ...created, config: { ...config, beat: 10_000 } } as SessionEvent;
}

/** The log in parts: all before the first step, and each step. */
function stepsOf(log: readonly SessionEvent[]): SessionEvent[][] {
  const starts = log.flatMap(({ type }, index) => (type === 'step_opened' ? [index] : []));
  return [0, ...starts].map((start, index) => log.slice(start, starts[index]));
}

/** Writes parts of a log as if they happened now, ten a second. */
async function write(store: Store, { id }: SessionRow, parts: readonly SessionEvent[][]): Promise<void> {
  for (const part of parts) {
    const next = setTimeout(batchEvery);
    const events = part.map((event) => ({ ...event, at: Date.now() }));
    if ((await store.append(id, events[0]!.seq - 1, events, [])) === 'conflict')
      throw new Error('the server has played on by itself');
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
  const perSecond = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  const { p50, p99, max } = percentiles(gaps);
  const ms = (time: number) => `${time.toFixed(0)} ms`;
  console.log(`${what}   ${perSecond.toFixed(1)} frames a second
  from one to the next: p50 ${ms(p50)}, p99 ${ms(p99)}, longest ${ms(max)}; ${longTasks.length} tasks above 50 ms${longTasks.length > 0 ? `, the longest ${ms(Math.max(...longTasks))}` : ''}`);
  return perSecond;
}

const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
const dist = join(folder, 'dist');
await build({
  configFile: join(import.meta.dirname, '../../vite.config.ts'),
  logLevel: 'warn',
  plugins: [moreSimulated()],
  build: { outDir: dist },
});
const store = openSqlite(databaseIn(folder));
const app = await appWith({ store, pages: () => clientFiles(dist) });
await once(app.http.listen(0, '127.0.0.1'), 'listening');
const { row, log } = await playGame();
const [lobby, ...steps] = stepsOf(log);
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
rmSync(folder, { recursive: true, force: true });
if (perSecond < 0.95 * possible || board.longTasks.length > 0) process.exitCode = 1;
