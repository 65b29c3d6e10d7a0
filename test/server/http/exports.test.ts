/** Exports of a replay: file names and tables. */
import { readXlsx } from 'hucre/xlsx';
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../server/http/exports/csv.ts';
import { tableCsvOf } from '../../../server/http/exports/table-csv.ts';
import { columns, tableOf, turnsOf, type Turn } from '../../../server/http/exports/turns.ts';
import { xlsxOf } from '../../../server/http/exports/xlsx.ts';
import { fileNameOf } from '../../../shared/replay/filename.ts';
import type { Config } from '../../../shared/session/config.ts';
import type { By } from '../../../shared/session/event.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import { Classroom } from '../../support/session/classroom.ts';
import { replayOf } from '../../support/session/replay.ts';
import { chunksOf, storedSession, textOf } from '../../support/session/stored-session.ts';
import { until } from '../../support/until.ts';

const play = (config: Partial<Config>, players = 5) =>
  new Classroom({ rounds: 8, handRounds: 3, ...config }).start(players).playOn();

const table = (replay: Replay) => tableOf(storedSession(replay));
const turnsIn = (replay: Replay): Promise<Turn[]> => chunksOf(turnsOf(storedSession(replay)));

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

  const csvIn = (replay: Replay) => textOf(csvOf(table(replay)));

  test('has a row for each rollout and round, with what it led to', async () => {
    const room = play({});
    const rows = parse(await csvIn(replayOf(room)));
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

  test('lets no name become a formula', async () => {
    const room = new Classroom({ names: 'free', rounds: 1 });
    const names = ['=1+1', '+SUM(A1)', '-2', '@cmd', 'a,"b"\n', 'Ada; =1+1;'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const csv = await csvIn(replayOf(room.playOn()));
    const writers = parse(csv).map((row) => row['written_by']);
    expect(writers).toEqual(["'=1+1", "'+SUM(A1)", "'-2", "'@cmd", 'a,"b"', "Ada;' =1+1;"]);
    expect(csv).not.toMatch(/(^|[,;])"?\s*[=+@-]/m);
  });

  test('is read back as it was written, whatever is in a name', async () => {
    const replay = replayOf(play({}, 2));
    const named = (name: string) => ({
      ...replay,
      events: replay.events.map((event) => (event.type === 'joined' ? { ...event, name } : event)),
    });
    const written = async (name: string) => parse(await csvIn(named(name)))[0]!['written_by'];
    for (const name of ['Ada "the first"', 'a,b;c', 'two\nlines', ' blank ', "it's", '1e5', 'Ζωή 🙂'])
      expect(await written(name)).toBe(name);
    for (const name of ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', '=1\n+2'])
      expect(await written(name)).toBe(`'${name}`);
  });

  test('leaves open what has not been played', async () => {
    const room = new Classroom().start(2).playStep();
    room.send({ type: 'stop' });
    expect(parse(await csvIn(replayOf(room)))[0]).toMatchObject({
      p_next: '',
      refitted_by: '',
      refitted_at: '',
    });
  });
});

describe('the table for statistics', () => {
  const tableIn = (replay: Replay) => textOf(tableCsvOf(table(replay)));
  const parse = (csv: string) =>
    papaparse.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });

  test('has the columns and rows of the other, counted from 1, with a point in each p and times in ISO 8601', async () => {
    const replay = replayOf(play({ textLength: 2 }));
    const { data, meta } = parse(await tableIn(replay));
    const plain = parse(await textOf(csvOf(table(replay))));
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

  test('gives each name its player’s number, once, and lets none become a formula', async () => {
    const room = new Classroom({ names: 'free', rounds: 1 });
    const names = ['June', '=1+1', 'Player 3', 'Player 1', 'Ada "x"; =1+1;'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const { data } = parse(await tableIn(replayOf(room.playOn())));
    expect(data.map((row) => row['written_by'])).toEqual([
      'Player 1: June',
      'Player 2: =1+1',
      'Player 3',
      'Player 4: Player 1',
      'Player 5: Ada "x";\' =1+1;',
    ]);
  });

  test('quotes texts, names and times, and neither numbers nor what has not been played', async () => {
    const room = new Classroom().start(1).playStep();
    room.send({ type: 'stop' });
    const [, row] = (await tableIn(replayOf(room))).split('\n');
    expect(row).toMatch(/^1,1,0\.5,"t[01]{10}",,,"Player 1: [^"]+",,"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z",$/);
  });

  test('comes in chunks, made as they are read', async () => {
    const chunks = await chunksOf(tableCsvOf(table(replayOf(play({ textLength: 1_000 }, 20)))));
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(20_000);
  });
});

describe('the workbook', () => {
  const sheetOf = async (replay: Replay) => {
    const chunks = await chunksOf(xlsxOf(table(replay)));
    const { sheets } = await readXlsx(Buffer.concat(chunks));
    expect(sheets.map(({ name }) => name)).toEqual(['Turns']);
    return sheets[0]!.rows;
  };

  test('has typed cells: numbers in all their digits, texts and names as text, times as dates', async () => {
    const room = new Classroom({
      names: 'free',
      rounds: 4,
      textLength: 7,
      start: 0.3,
      regime: { kind: 'accumulate' },
    });
    const names = ['=1+1', '0011', 'NA', 'Ada <&> "q"', 'Ζωή 🙂'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const replay = replayOf(room.playOn());
    const [header, ...rows] = await sheetOf(replay);
    expect(header).toEqual(columns);
    const nameOf = (by: By | null) => names[Number(by) - 1];
    expect(rows).toEqual(
      (await turnsIn(replay)).map((turn) => [
        ...[turn.rollout + 1, turn.round + 1, turn.p, turn.text, turn.ones, turn.pNext],
        ...[nameOf(turn.writtenBy), nameOf(turn.refittedBy)],
        ...[new Date(turn.writtenAt), new Date(turn.refittedAt!)],
      ]),
    );
  });

  test('keeps a name that looks like the code of a character in a cell', async () => {
    const room = new Classroom({ names: 'free', rounds: 1 });
    const names = ['_x0041_', 'a_x005F_b', '__x00e9__x', '_x12_'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const [, ...rows] = await sheetOf(replayOf(room.playOn()));
    expect(rows.map((row) => row[6])).toEqual(names);
  });

  test('leaves open what has not been played', async () => {
    const room = new Classroom().start(2).playStep();
    room.send({ type: 'stop' });
    const [, row] = await sheetOf(replayOf(room));
    expect([4, 5, 7, 9].map((cell) => row![cell] ?? null)).toEqual([null, null, null, null]);
  });

  test('is written as it is read, and no further once its reader stops', async () => {
    const [turn] = await turnsIn(replayOf(play({ textLength: 1_000 }, 1)));
    const made = { turns: 0, isOver: false };
    async function* turns() {
      try {
        for (; made.turns < 100_000; made.turns++) yield turn!;
      } finally {
        made.isOver = true;
      }
    }
    const reader = xlsxOf({ names: new Map([[1, 'Ada']]), turns: turns() }).getReader();
    for (let chunk = 0; chunk < 20; chunk++) await reader.read();
    expect(made.turns).toBeLessThan(50_000);
    await reader.cancel();
    await until('no turn is read any more', () => made.isOver);
    expect(made.turns).toBeLessThan(50_000);
  });
});
