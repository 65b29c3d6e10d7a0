/** A short lesson in a real browser: a host, a board and four students. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionEvent } from '../../shared/session/event.ts';
import { fetchReplay } from '../support/api.ts';
import { expectAccessible } from './accessible.ts';
import { Proxy } from '../support/network/proxy.ts';
import { setStage } from './stage.ts';
import { BrowserStudent } from '../support/browser/student.ts';

const textLength = 5;
/** Rounds by hand, and in all. */
const [byHand, rounds] = [4, 6];

const stage = setStage();
let connection: Proxy;

beforeAll(async () => {
  connection = await Proxy.to([stage.server.port]);
});

afterAll(() => connection[Symbol.dispose]());

/** What a board tells at the end in words, and the labels of its figures, once theory has been worked out. */
async function picture(page: Page): Promise<(string | null)[]> {
  const board = page.getByTestId('board');
  await board.getByText('Closest forecasts').waitFor();
  const texts = ['ending', 'forecasts', 'distribution'].map((id) => board.getByTestId(id).innerText());
  const figures = [/^p of 4 models/, /^Models that collapsed/, /^Forecasts/];
  const labels = figures.map((name) => board.getByRole('img', { name }).getAttribute('aria-label'));
  return Promise.all([...texts, ...labels]);
}

/** The whole wall is seen without scrolling. */
async function expectWhole(page: Page): Promise<void> {
  const hidden = await page
    .locator('.live-board')
    .evaluate((wall) => [wall.scrollHeight - wall.clientHeight, wall.scrollWidth - wall.clientWidth]);
  expect(hidden).toEqual([0, 0]);
}

/** Opens a room from the set-up page, as a teacher does. */
async function openRoom(host: Page): Promise<string> {
  const plan = host.getByTestId('plan');
  await plan.getByText('99.8 % of models collapse by round 60').waitFor();
  await host.getByLabel('Tokens in a text').fill('100');
  await host.getByText('The lesson would not show: 21.5 % of models collapse.').waitFor();
  await expectAccessible(host);
  await host.getByLabel('Tokens in a text').fill('');
  await plan.getByText('Tokens in a text: give a whole number').waitFor();
  await host.getByLabel('Title').fill('Statistics, Tuesday');
  await host.getByLabel('Tokens in a text').fill(String(textLength));
  await host.getByLabel('Rounds', { exact: true }).fill(String(rounds));
  await host.getByLabel('Rounds by hand').fill(String(byHand));
  await host.getByText('More settings').click();
  await host.getByLabel('Seconds for a turn').fill('300');
  await host.getByRole('button', { name: 'Open the room' }).click();
  return host.getByTestId('code').innerText();
}

/** Lets students play on their own; the function that comes back stops them, after the turn in hand. */
function letPlay(...students: BrowserStudent[]): () => Promise<unknown> {
  const stop = new AbortController();
  const playing = students.map((student) => student.play(textLength, stop.signal));
  return () => {
    stop.abort();
    return Promise.all(playing);
  };
}

/** Waits until one student is offline and the only one who has not played, and ends the step as a teacher would. */
async function closeStepWithout(host: Page): Promise<void> {
  // the bar of controls has hidden; a move of the mouse brings it back
  await host.mouse.move(100, 100);
  await host.getByRole('button', { name: /turns? open/ }).click();
  await host.getByRole('complementary', { name: 'Who is here' }).getByText('offline').waitFor();
  await host.keyboard.press('Escape');
  await host.getByRole('button', { name: '1 turn open' }).waitFor();
  await host.keyboard.press('ArrowRight');
}

test('a class plays from the first join to the replay', async () => {
  const host = await stage.open('/host');
  const code = await openRoom(host);
  const board = await stage.open(`/board/${code}`);
  await board.getByTestId('lobby').waitFor();

  // the third device has the smallest screen, the fourth a connection of its own
  const addresses = [stage.server.url, stage.server.url, stage.server.url, connection.url];
  const students = await Promise.all(
    addresses.map((url, index) =>
      BrowserStudent.open(stage.browser, `${url}/${code}`, index === 2 ? [320, 568] : [390, 844]),
    ),
  );
  const [first, second, third, fourth] = [students[0]!, students[1]!, students[2]!, students[3]!];
  for (const student of students) await student.join();
  await expectAccessible(first.page);
  await first.forecast(3, 0);
  await second.forecast(4, 1);
  await board.getByText('4 students here').waitFor();
  await expectAccessible(host);
  const commitment = () => board.getByText(/^Commitment to the secret: [0-9a-f ]{24}$/).innerText();
  const committed = await commitment();

  await host.getByRole('button', { name: 'Start' }).click();
  await first.heading(/You are the model/);
  await expectAccessible(first.page);
  await expectAccessible(host);

  // a reload in mid-turn loses no dart
  await second.throwDarts(2);
  await second.page.reload();
  await second.heading(/You are the model/);
  expect(await second.written()).toBe(2);
  for (const student of students) {
    expect(await student.overflow()).toBe(0);
    await student.throwDarts(textLength - (await student.written()));
  }
  await first.heading(/Train the next model/);
  await expectAccessible(first.page);

  // one device is offline for two steps and more, and is back without a tap
  const stopPresent = letPlay(first, second);
  const stopThird = letPlay(third);
  await fourth.refit();
  await board.getByRole('heading', { name: 'Round 2 of 6' }).waitFor();
  await fourth.heading(/You are the model/);
  connection.inject('close');
  await fourth.page.getByText('This page comes back by itself.').waitFor();
  await closeStepWithout(host);
  await board.getByRole('heading', { name: 'Round 3 of 6' }).waitFor();
  connection.heal();
  // the turn that it still shows is over; darts of it would be thrown while the class's round replaces it
  const laterRound = fourth.page.getByText(/Round [3-6] of 6/);
  await laterRound.first().waitFor();
  await fourth.heading(/You are the model|Train the next model/);
  const stopFourth = letPlay(fourth);

  // the server is killed in mid-round; a turn played meanwhile arrives when it is back
  await board.getByRole('heading', { name: 'Round 4 of 6' }).waitFor();
  await stopThird();
  await third.heading(/You are the model|Train the next model/);
  await stage.server.kill('SIGKILL');
  await third.page.getByText('This page comes back by itself.').waitFor();
  const stopThirdAgain = letPlay(third);
  await third.page.getByText('Your turn is saved on this device.').waitFor();
  await stage.server.start();

  await first.heading(/lean back and watch/);
  await Promise.all([stopPresent(), stopThirdAgain(), stopFourth()]);
  await expectAccessible(first.page);
  await host.getByTestId('ending').waitFor();
  await board.getByTestId('ending').waitFor();
  await first.heading(/This is how it ended/);
  await expectAccessible(first.page);
  await expectAccessible(board);
  await first.page.getByText('All 4 devices put their own random bytes in').waitFor();
  expect(await commitment()).toBe(committed);

  const seen = await picture(board);
  expect(seen.at(-1)).toBe('Forecasts: 1 round 3, 1 round 4');
  expect(await picture(host)).toEqual(seen);
  await expectWhole(board);
  await expectWhole(host);
  await board.getByRole('link', { name: 'Watch it again' }).click();
  await board.getByRole('toolbar', { name: 'Replay' }).waitFor();
  expect(await picture(board)).toEqual(seen);
  await expectAccessible(board);
  await board.getByRole('button', { name: 'Verify' }).click();
  await board.getByText(`${4 * rounds} of ${4 * rounds} texts match the secret`).waitFor();
  await board.getByRole('slider', { name: 'Step' }).press('Home');
  await board.getByRole('button', { name: 'One step on' }).click();
  await board.reload();
  await board.getByRole('heading', { name: 'Round 1 of 6' }).waitFor();
  await board.getByRole('button', { name: 'Play' }).click();
  await board.getByTestId('ending').waitFor();

  const { events } = await fetchReplay(stage.server.url, board.url().split('/').at(-1)!);
  expectEveryTurnOnce(events);
});

/** Each turn is in the log once; by hand they are the students', but for those of the device that was offline. */
function expectEveryTurnOnce(events: readonly SessionEvent[]): void {
  const turns = events.flatMap((event) =>
    event.type === 'generated' || event.type === 'refitted' ? [event] : [],
  );
  const names = turns.map(({ type, rollout, round }) => `${type} ${rollout}/${round}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(4 * rounds * 2);
  const byServer = turns.filter(({ by, round }) => by === 'server' && round < byHand);
  expect(byServer.map(({ round }) => round)).toEqual([1]);
}
