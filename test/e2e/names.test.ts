/** Hostile names: text on every screen and in every file, and nothing else. */
import papaparse from 'papaparse';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { CreatedSession, Replay } from '../../shared/wire/http.ts';
import { bearer } from '../support/api.ts';
import { Student } from '../support/clients.ts';
import { expectAccessible } from './accessible.ts';
import { setStage } from './stage.ts';
import { BrowserStudent } from '../support/browser/student.ts';

const stage = setStage();

const marks = '\u0301';

/** What is asked for, and what is shown of it. */
const names: [asked: string, shown: string][] = [
  ['<img src=/ onerror=r()>', '<img src=/ onerror=r()>'],
  ['<b style=color:red>Ada', '<b style=color:red>Ada'],
  ['=HYPERLINK("//x";"y")', '=HYPERLINK("//x";"y")'],
  ['Ada;=1+1;', 'Ada;=1+1;'],
  ['\u202eevil\u202c\u2066x', 'evilx'],
  [`A${marks.repeat(900)}`, `Á${marks.repeat(2)}`],
  ['zero\u200b\u200dwidth', 'zerowidth'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦🏳️‍🌈', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦🏳‍🌈'],
  ['שרה (1) אברהם', 'שרה (1) אברהם'],
  ['محمد علي', 'محمد علي'],
  ['W'.repeat(24), 'W'.repeat(24)],
  ['__proto__', '__proto__'],
  ['${7*7}{{7*7}}%s', '${7*7}{{7*7}}%s'],
  ['Sam', 'Sam'],
  ['\u0405\u0430m', '\u0405\u0430m'],
  // so many times the widest letter that there is
  ['\ufdfd'.repeat(24), '\ufdfd'.repeat(24)],
];

/** The name of a student with a page. */
const own = 'שרה <i>1</i> =2';

/** Names that nobody gets. */
const refused = [`A${marks.repeat(10_000)}`, '\u2800\u3164', marks, '<script src=//evil.example></script>'];

/** Joins under each of these names, on devices that then play by themselves. */
async function joinAll({ code }: CreatedSession): Promise<void> {
  for (const [asked, shown] of names) {
    const student = await new Student(stage.server.url, code).connected();
    expect(await student.ask('join', { name: asked })).toMatchObject({ ok: true, name: shown });
  }
  const stranger = await new Student(stage.server.url, code).connected();
  for (const name of refused) expect(await stranger.code('join', { name })).toMatch(/^bad_(name|request)$/);
}

/** The people of a list are these, in order, as text alone, and no name is wider than the list. */
async function expectLetters(list: Locator, shown: readonly string[]): Promise<void> {
  const items = list.getByRole('listitem');
  await items.nth(shown.length - 1).waitFor();
  const written = items.evaluateAll((all) => all.map((item) => item.querySelector('bdi')!.innerHTML));
  expect(await written).toEqual(shown.map((name) => name.replaceAll('<', '&lt;').replaceAll('>', '&gt;')));
  expect(await list.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
}

/** A file of the session, as its host gets it. */
async function takeAway({ id, hostKey }: CreatedSession, format: string): Promise<string> {
  const headers = bearer(hostKey);
  const response = await fetch(`${stage.server.url}/api/sessions/${id}.${format}`, { headers });
  return response.text();
}

test('in the lobby, on devices, on the board and in what is taken away, any name is letters', async () => {
  const session = await stage.server.create({
    config: { names: 'free', rounds: 3, handRounds: 2, textLength: 3, turnSeconds: null, pace: 'manual' },
  });
  const host = await stage.open(`/host/${session.code}#${session.hostKey}`);
  const board = await stage.open(`/board/${session.code}`);
  await joinAll(session);
  const student = await BrowserStudent.open(stage.browser, `${stage.server.url}/${session.code}`, [320, 568]);
  await student.page.getByLabel('Your name').fill(own);
  await student.join();
  const shown = [...names.map(([, name]) => name), own];
  for (const page of [host, board])
    await expectLetters(page.getByRole('list', { name: 'Who is here' }), shown);

  await host.getByRole('button', { name: 'looks like' }).click();
  await host.getByText('It looks like \u2068Sam\u2069.').waitFor();
  await expectAccessible(host);
  await host.getByRole('button', { name: 'Keep' }).click();
  expect(await board.getByText('looks like').count()).toBe(0);

  await host.getByRole('button', { name: 'Start' }).click();
  await student.throwDarts(3);
  await student.heading(/Train the next model/);
  await student.page.getByText('\ufdfd'.repeat(24)).waitFor();
  expect(await student.overflow()).toBeLessThanOrEqual(0);
  await host.mouse.move(100, 100);
  await host.getByRole('button', { name: /turns? open/ }).click();
  await expectLetters(host.getByRole('complementary').getByRole('list'), shown);
  await expectAccessible(host);
  await student.refit();
  await host.keyboard.press('Escape');
  await host.getByRole('button', { name: 'Play all that is left' }).click();
  await host.getByRole('button', { name: 'Play them all' }).click();
  await student.heading(/This is how it ended/);

  await host.goto(`${stage.server.url}/replay/${session.id}`);
  await host.getByRole('toolbar', { name: 'Replay' }).waitFor();
  expect(await host.locator('[onerror], bdi *').count()).toBe(0);
  const replay = JSON.parse(await takeAway(session, 'json')) as Replay;
  expect(replay.events.flatMap((event) => (event.type === 'joined' ? [event.name] : []))).toEqual(shown);
  const table = papaparse.parse<{ written_by: string }>(await takeAway(session, 'csv'), { header: true });
  const writers = table.data.map((row) => row.written_by);
  for (const name of shown) expect(writers).toContain(name.replace(/(^|;)(?==)/g, "$1'"));
  expect(await takeAway(session, 'py')).not.toContain('HYPERLINK');
});
