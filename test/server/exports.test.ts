/** What a replay can be taken away as: a table, and a program that checks itself under NumPy. */
import papaparse from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../server/exports/csv.ts';
import { pythonOf } from '../../server/exports/python.ts';
import type { Replay } from '../../shared/wire.ts';
import type { Config } from '../../shared/session/config.ts';
import { commitmentOf } from '../../shared/secret.ts';
import { Classroom, secret } from '../shared/classroom.ts';
import { runPython } from './python.ts';

function replayOf({ log, state }: Classroom): Replay {
  const { config, title } = state;
  const commitment = commitmentOf(secret);
  return {
    version: 1,
    id: 'an-id',
    title,
    config,
    commitment,
    secret,
    createdAt: 0,
    finishedAt: 1,
    events: log,
  };
}

const play = (config: Partial<Config>, players = 5) =>
  new Classroom({ rounds: 8, handRounds: 3, ...config }).start(players).playOn();

const plays: Partial<Config>[] = [{ play: 'relay' }, { play: 'teams', teams: 3 }, { play: 'everyone' }];
const regimes: Config['regime'][] = [
  { kind: 'replace' },
  { kind: 'accumulate' },
  { kind: 'mix', fresh: 0.1 },
];

describe('the Python program', () => {
  test.each(plays.flatMap((how) => regimes.map((regime) => ({ ...how, regime }))))(
    'verifies every text and every refit under NumPy: %j',
    (config) => {
      const room = play({ ...config, start: 0.3 });
      const turns = 2 * 8 * room.game.rollouts.length;
      expect(runPython(pythonOf(replayOf(room)))).toEqual({ code: 0, output: `verified ${turns} turns\n` });
    },
  );

  test('verifies the refits alone where texts were typed, and says so', () => {
    const { code, output } = runPython(pythonOf(replayOf(play({ writing: 'type' }))));
    expect(output).toMatch(/^verified 40 turns\ntexts were typed by hand/);
    expect(code).toBe(0);
  });

  test('verifies a session that was stopped in mid-step', () => {
    const room = new Classroom({ handRounds: null }).start(3).playStep();
    room.wait();
    room.play(2);
    room.send({ type: 'stop' });
    expect(runPython(pythonOf(replayOf(room)))).toEqual({ code: 0, output: 'verified 4 turns\n' });
  });

  test('fails on a token that was changed, and names the place', () => {
    const replay = replayOf(play({}));
    const events = replay.events.map((event) =>
      event.type === 'generated' && event.rollout === 2 && event.round === 4
        ? { ...event, tokens: event.tokens.replace(/^./, (token) => (token === '0' ? '1' : '0')) }
        : event,
    );
    const { code, output } = runPython(pythonOf({ ...replay, events }));
    expect(code).toBe(1);
    expect(output).toMatch(/^model 3, round 5: the text should be [01]{10}, not [01]{10}/);
  });

  test('fails on another secret, and on a refit that does not follow from the text', () => {
    const replay = replayOf(play({}));
    expect(runPython(pythonOf({ ...replay, secret: 'f'.repeat(32) })).output).toMatch(
      /committed to before the start/,
    );
    const events = replay.events.map((event) =>
      event.type === 'refitted' && event.rollout === 0 && event.round === 7 ? { ...event, p: 0.123 } : event,
    );
    expect(runPython(pythonOf({ ...replay, events })).output).toMatch(
      /^model 1, round 8: the p after it should be/,
    );
  });

  test('holds any title as text', () => {
    const title = `'''"""\\ \u2028 </script> {}' 🙂 \n`;
    const { code, output } = runPython(pythonOf({ ...replayOf(play({}, 2)), title }));
    expect({ code, output }).toEqual({ code: 0, output: 'verified 32 turns\n' });
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
    const names = ['=1+1', '+SUM(A1)', '-2', '@cmd', 'a,"b"\n'];
    for (const name of names) room.send({ type: 'join', player: null, name });
    room.send({ type: 'start' });
    const csv = csvOf(replayOf(room.playOn()));
    const writers = parse(csv).map((row) => row['written_by']);
    expect(writers).toEqual(["'=1+1", "'+SUM(A1)", "'-2", "'@cmd", 'a,"b"']);
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  test('leaves open what has not been played', () => {
    const room = new Classroom().start(2).playStep();
    room.send({ type: 'stop' });
    expect(parse(csvOf(replayOf(room)))[0]).toMatchObject({ p_next: '', refitted_by: '', refitted_at: '' });
  });
});
