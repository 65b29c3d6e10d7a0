/** Exports of a replay: CSV, and a Python program that checks itself under NumPy. */
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../server/http/exports/csv.ts';
import { pythonOf } from '../../../server/http/exports/python.ts';
import { fileNameOf } from '../../../shared/replay/filename.ts';
import type { Replay } from '../../../shared/wire/http.ts';
import type { Regime } from '../../../shared/model/unigram.ts';
import type { Config } from '../../../shared/session/config.ts';
import { commitmentOf } from '../../../shared/session/secret.ts';
import { Classroom, secret } from '../../support/session/classroom.ts';
import { runPython, type Run } from '../../support/process/python.ts';

function replayOf({ log, state: { config, title } }: Classroom): Replay {
  const common = { version: 1, id: 'an-id', createdAt: 0, finishedAt: 1 } as const;
  return { ...common, title, config, commitment: commitmentOf(secret), secret, events: log };
}

/** What the program says of a session that has not been changed. */
const verified = (turns: number) => ({ code: 0, output: `verified ${turns} turns\n` });

const play = (config: Partial<Config>, players = 5) =>
  new Classroom({ rounds: 8, handRounds: 3, ...config }).start(players).playOn();

const plays: Partial<Config>[] = [{ play: 'relay' }, { play: 'teams', teams: 3 }, { play: 'everyone' }];
const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];

/** The program of a session with something changed in its data. */
function tampered(room: Classroom, tamper: (data: Data) => void): Run {
  const program = pythonOf(replayOf(room));
  const literal = /json\.loads\((".*")\)$/m.exec(program)![1]!;
  const data = JSON.parse(JSON.parse(literal) as string) as Data;
  tamper(data);
  return runPython(program.replace(literal, () => JSON.stringify(JSON.stringify(data))));
}

interface Data {
  secret: string;
  commitment: string;
  models: number;
  turns: [model: number, round: number, text: string, ones: number | null, p: number | null][];
}

const turnOf = ({ turns }: Data, model: number, round: number) =>
  turns.find((turn) => turn[0] === model && turn[1] === round)!;

const all = plays.flatMap((how) =>
  regimes.flatMap((regime) => (['throw', 'type'] as const).map((writing) => ({ ...how, regime, writing }))),
);

describe('the Python program', () => {
  test.each(all)('verifies every text and every refit under NumPy, typed texts left out: %j', (config) => {
    const room = play({ ...config, start: 0.3 });
    const typed = config.writing === 'type';
    const turns = (typed ? 1 : 2) * 8 * room.game.rollouts.length;
    const note = 'texts were typed by hand in this session: the refits alone are checked\n';
    const output = `verified ${turns} turns\n${typed ? note : ''}`;
    expect(runPython(pythonOf(replayOf(room)))).toEqual({ code: 0, output });
  });

  test('verifies a session that was stopped in the middle of writing, of training, or before anything', () => {
    const room = new Classroom({ handRounds: null }).start(3).playStep().next();
    room.play(2);
    room.send({ type: 'stop' });
    expect(runPython(pythonOf(replayOf(room)))).toEqual(verified(4));
    const writing = new Classroom({ handRounds: null, turnSeconds: null }).start(3);
    for (let step = 0; step < 2; step++) writing.playStep().next();
    writing.play(1);
    writing.send({ type: 'stop' });
    expect(runPython(pythonOf(replayOf(writing)))).toEqual(verified(7));
    const none = new Classroom().start(1);
    none.send({ type: 'stop' });
    expect(runPython(pythonOf(replayOf(none)))).toEqual(verified(0));
  });

  test('verifies one player alone, and what was fast-forwarded', () => {
    const room = new Classroom({ rounds: 8 }).start(1);
    room.send({ type: 'fast_forward' });
    expect(runPython(pythonOf(replayOf(room)))).toEqual(verified(16));
  });

  const flipFirst = (text: string) => (text[0] === '0' ? '1' : '0') + text.slice(1);
  const leaveOut = (data: Data, model: number, round: number) =>
    data.turns.splice(data.turns.indexOf(turnOf(data, model, round)), 1);

  test.each<[string, (data: Data) => void, RegExp]>([
    [
      'a token',
      (data) => (turnOf(data, 2, 4)[2] = flipFirst(turnOf(data, 2, 4)[2])),
      /^model 3, round 5: token 1 of the text should be [01], not [01]\n$/,
    ],
    [
      'a longer text',
      (data) => (turnOf(data, 2, 4)[2] += '0'),
      /^model 3, round 5: the text should have 10 tokens/,
    ],
    [
      'the number of 1s',
      (data) => turnOf(data, 0, 7)[3]!++,
      /^model 1, round 8: the text has \d+ 1s, not \d+/,
    ],
    [
      'a p',
      (data) => (turnOf(data, 0, 7)[4] = 0.123),
      /^model 1, round 8: the p fitted on this text should be/,
    ],
    ['the secret', (data) => (data.secret = 'f'.repeat(32)), /committed to before the start/],
    ['the commitment', (data) => (data.commitment = 'f'.repeat(64)), /committed to before the start/],
    ['a round that is missing', (data) => leaveOut(data, 1, 3), /^model 2, round 4: this turn is missing/],
    [
      'the last round that is missing',
      (data) => leaveOut(data, 4, 7),
      /^model 5, round 8: this turn is missing/,
    ],
    [
      'a refit that is missing',
      (data) => (turnOf(data, 4, 7)[4] = null),
      /^model 5, round 8: the refit is missing/,
    ],
    ['a model that is missing', (data) => data.turns.splice(-8), /^model 5, round 1: this turn is missing/],
    ['a model too many', (data) => data.models--, /^there were 4 models/],
  ])('fails on %s that was changed, and names the place', (_, tamper, said) => {
    const { code, output } = tampered(play({}), tamper);
    expect(output).toMatch(said);
    expect(code).toBe(1);
  });

  test('holds any title as text', () => {
    const title = `'''"""\\ \u2028 </script> {}' 🙂 \n`;
    expect(runPython(pythonOf({ ...replayOf(play({}, 2)), title }))).toEqual(verified(32));
  });
});

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
