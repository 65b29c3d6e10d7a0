/** Exports of a replay: file names and tables. */
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../server/http/exports/csv.ts';
import { tableCsvOf } from '../../../server/http/exports/table-csv.ts';
import { fileNameOf } from '../../../shared/replay/filename.ts';
import type { Config } from '../../../shared/session/config.ts';
import { Classroom } from '../../support/session/classroom.ts';
import { replayOf } from '../../support/session/replay.ts';

const play = (config: Partial<Config>, players = 5) =>
  new Classroom({ rounds: 8, handRounds: 3, ...config }).start(players).playOn();

describe('the name of a file', () => {
  const day = Date.UTC(2026, 10, 24);
  test.each([
    ['Statistics, Tuesday', 'token-telephone-statistics-tuesday-2026-11-24.csv'],
    ['../../=Größe\n"3"', 'token-telephone-größe-3-2026-11-24.csv'],
    ['x'.repeat(120), `token-telephone-${'x'.repeat(40)}-2026-11-24.csv`],
    ['', 'token-telephone-abcdef-2026-11-24.csv'],
  ])('tells the title and the day: %j', (title, name) => {
    expect(fileNameOf({ id: 'abcdefghijkl', title, createdAt: day }, 'csv')).toBe(name);
  });
});

describe('the table', () => {
  const parse = (csv: string) => papaparse.parse<Record<string, string>>(csv, { header: true }).data;

  test('has a row for each rollout and round, with what it led to', () => {
    const room = play({});
    const rows = parse(csvOf(replayOf(room)));
    expect(rows).toHaveLength(5 * 8);
    for (const [index, row] of rows.entries()) {
      const { line } = room.game.rollouts[Math.floor(index / 8)]!;
      const round = index % 8;
      expect(row).toMatchObject({ rollout: String(Math.floor(index / 8)), round: String(round) });
      expect([Number(row['p']), Number(row['p_next'])]).toEqual([line[round], line[round + 1]]);
      expect(row['text']!.split('1').length - 1).toBe(Number(row['ones']));
      expect(row['written_by'] === 'server').toBe(round >= 3);
    }
  });

  test('lets no name become a formula', () => {
    const room = new Classroom({ names: 'free', rounds: 1 });
    const names = ['=1+1', '+SUM(A1)', '-2', '@cmd', 'a,"b"\n', 'Ada; =1+1;'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const csv = csvOf(replayOf(room.playOn()));
    const writers = parse(csv).map((row) => row['written_by']);
    expect(writers).toEqual(["'=1+1", "'+SUM(A1)", "'-2", "'@cmd", 'a,"b"', "Ada;' =1+1;"]);
    expect(csv).not.toMatch(/(^|[,;])"?\s*[=+@-]/m);
  });

  test('is read back as it was written, whatever is in a name', () => {
    const replay = replayOf(play({}, 2));
    const named = (name: string) => ({
      ...replay,
      events: replay.events.map((event) => (event.type === 'joined' ? { ...event, name } : event)),
    });
    const written = (name: string) => parse(csvOf(named(name)))[0]!['written_by'];
    for (const name of ['Ada "the first"', 'a,b;c', 'two\nlines', ' blank ', "it's", '1e5', 'Ζωή 🙂'])
      expect(written(name)).toBe(name);
    for (const name of ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', '=1\n+2'])
      expect(written(name)).toBe(`'${name}`);
  });

  test('leaves open what has not been played', () => {
    const room = new Classroom().start(2).playStep();
    room.send({ type: 'stop' });
    expect(parse(csvOf(replayOf(room)))[0]).toMatchObject({ p_next: '', refitted_by: '', refitted_at: '' });
  });
});

describe('the table for statistics', () => {
  const table = (replay: Parameters<typeof tableCsvOf>[0]) => [...tableCsvOf(replay)].join('');
  const parse = (csv: string) =>
    papaparse.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });

  test('has the columns and rows of the other, counted from 1, with a point in each p and times in ISO 8601', () => {
    const replay = replayOf(play({ textLength: 2 }));
    const { data, meta } = parse(table(replay));
    const plain = parse(csvOf(replay));
    expect(meta.fields).toEqual(plain.meta.fields);
    const decimal = (p: string) => (p.includes('.') ? p : `${p}.0`);
    const expected = plain.data.map((row) => ({
      rollout: String(Number(row['rollout']) + 1),
      round: String(Number(row['round']) + 1),
      p: decimal(row['p']!),
      text: `t${row['text']}`,
      ones: row['ones'],
      p_next: decimal(row['p_next']!),
      written_at: new Date(Number(row['written_at'])).toISOString(),
      refitted_at: new Date(Number(row['refitted_at'])).toISOString(),
    }));
    expect(data).toMatchObject(expected);
    expect(data.map((row) => row['p'])).toContain('1.0');
  });

  test('gives each name its player’s number, once, and lets none become a formula', () => {
    const room = new Classroom({ names: 'free', rounds: 1 });
    const names = ['June', '=1+1', 'Player 3', 'Player 1', 'Ada "x"; =1+1;'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const { data } = parse(table(replayOf(room.playOn())));
    expect(data.map((row) => row['written_by'])).toEqual([
      'Player 1: June',
      'Player 2: =1+1',
      'Player 3',
      'Player 4: Player 1',
      'Player 5: Ada "x";\' =1+1;',
    ]);
  });

  test('quotes texts, names and times, and neither numbers nor what has not been played', () => {
    const room = new Classroom().start(1).playStep();
    room.send({ type: 'stop' });
    const [, row] = table(replayOf(room)).split('\n');
    expect(row).toMatch(/^1,1,0\.5,"t[01]{10}",,,"Player 1: [^"]+",,"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z",$/);
  });

  test('comes in chunks, made as they are read', () => {
    const chunks = [...tableCsvOf(replayOf(play({ textLength: 1_000 }, 20)))];
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(20_000);
  });
});
