/** The exports that verify themselves, in Python and in R, and the Lab's program under NumPy. */
import { describe, expect, test } from 'vitest';
import { programOf } from '../../client/lab/program.ts';
import { essay, type Settings } from '../../client/lab/settings.ts';
import { pythonOf } from '../../server/http/exports/python.ts';
import { rOf } from '../../server/http/exports/r.ts';
import { rollouts } from '../../shared/model/rollout.ts';
import type { Regime } from '../../shared/model/unigram.ts';
import type { Config } from '../../shared/session/config.ts';
import type { Replay } from '../../shared/wire/http.ts';
import { Classroom } from '../support/session/classroom.ts';
import { replayOf } from '../support/session/replay.ts';
import { storedSession, textOf } from '../support/session/stored-session.ts';
import { run, type Run } from './programs.ts';

/** What the program says of a session that has not been changed. */
const verified = (turns: number, who = given) => ({ code: 0, output: `verified ${turns} turns\n${who}` });
const given = 'the secret was given by whoever opened the room, who could choose it\n';

const play = (config: Partial<Config>, players = 5) =>
  new Classroom({ rounds: 8, handRounds: 3, ...config }).start(players).playOn();

const plays: Partial<Config>[] = [{ play: 'relay' }, { play: 'teams', teams: 3 }, { play: 'everyone' }];
const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];

/** One of the programs, and how its data is read and replaced. */
interface Language {
  run: (program: string) => Run;
  programOf: (replay: Replay) => Promise<string>;
  change: (program: string, tamper: (data: Data) => void) => string;
}

const python: Language = {
  run: (program) => run('python', ['-'], program),
  programOf: (replay) => textOf(pythonOf(storedSession(replay))),
  change: (program, tamper) => {
    const literal = /json\.loads\((".*")\)$/m.exec(program)![1]!;
    const data = JSON.parse(JSON.parse(literal) as string) as Data;
    tamper(data);
    return program.replace(literal, () => JSON.stringify(JSON.stringify(data)));
  },
};

const r: Language = {
  run: (program) => run('r', ['-'], program),
  programOf: (replay) => textOf(rOf(storedSession(replay))),
  change: (program, tamper) => {
    const bytes = /(?<=\nplayer bytes\n)[^"]*/;
    const fixed = /(?<=^  fixed = )".*"/m;
    const field = (name: string) => new RegExp(`(?<=^  ${name} = "?)\\w+`, 'm');
    const rows = /(?<=\nmodel round text ones p\n)[^"]*(?="\n\)\n)/;
    const numbers = new Map<number, string>();
    const turns = rows.exec(program)![0].trimEnd().split('\n');
    const data: Data = {
      secret: field('secret').exec(program)![0],
      commitment: field('commitment').exec(program)![0],
      models: Number(field('models').exec(program)![0]),
      fixed: JSON.parse(fixed.exec(program)![0]) as string,
      revealed: [...bytes.exec(program)![0].matchAll(/(\d+) (\w+)/g)].map(([, player, own]) => [
        Number(player),
        own!,
      ]),
      turns: turns.map((line, index) => {
        const [model, round, text, ones, p] = line.split(' ') as [string, string, string, string, string];
        // a p is left as it is unless it is replaced
        numbers.set(index, p);
        return [Number(model) - 1, Number(round) - 1, text, Number(ones), index];
      }),
    };
    tamper(data);
    const lines = data.turns.map(([model, round, text, ones, p]) =>
      [model + 1, round + 1, text, ones, p === null ? '-' : (numbers.get(p) ?? p)].join(' '),
    );
    return program
      .replace(rows, () => `${lines.join('\n')}\n`)
      .replace(bytes, data.revealed.map((one) => `${one.join(' ')}\n`).join(''))
      .replace(fixed, () => JSON.stringify(data.fixed))
      .replace(field('secret'), data.secret)
      .replace(field('commitment'), data.commitment)
      .replace(field('models'), String(data.models));
  },
};

interface Data {
  secret: string;
  commitment: string;
  models: number;
  fixed: string;
  revealed: [player: number, bytes: string][];
  turns: [model: number, round: number, text: string, ones: number | null, p: number | null][];
}

const turnOf = ({ turns }: Data, model: number, round: number) =>
  turns.find((turn) => turn[0] === model && turn[1] === round)!;

const all = plays.flatMap((how) =>
  regimes.flatMap((regime) => (['throw', 'type'] as const).map((writing) => ({ ...how, regime, writing }))),
);

const languages: [name: string, language: Language][] = [
  ['Python', python],
  ['R', r],
];

describe.each(languages)('the %s program of a session', (_, language) => {
  const runOf = async (replay: Replay) => language.run(await language.programOf(replay));

  test.each(all)('verifies every text and every refit, typed texts left out: %j', async (config) => {
    const room = play({ ...config, start: 0.3 });
    const typed = config.writing === 'type';
    const turns = (typed ? 1 : 2) * 8 * room.game.rollouts.length;
    const note = 'texts were typed by hand in this session: the refits alone are checked\n';
    expect(await runOf(replayOf(room))).toEqual(verified(turns, typed ? note : given));
  });

  const sealed = (players: number, missing: number) => {
    const config = { rounds: 4, handRounds: 1, start: 0.3, regime: { kind: 'mix', fresh: 1e-5 } } as const;
    const room = new Classroom(config, { isSealed: true }).join(players);
    room.send({ type: 'start' });
    for (let player = players; player > missing; player--) room.reveal(player);
    room.wait();
    return room.playOn();
  };

  test.each([
    [5, 0, '5 in, 0 missing: nobody could choose the draws, unless all 5 and the server did it together'],
    [5, 2, '3 in, 2 missing: at most 16 sets of draws to choose from'],
    [5, 5, '0 in, 5 missing: whoever ran the server could choose the draws'],
    [120, 1, '119 in, 1 missing: at most 121 sets of draws to choose from'],
  ])(
    '[D9] draws with the bytes of %i players, less %i, and says who could choose',
    async (players, missing, who) => {
      expect(await runOf(replayOf(sealed(players, missing)))).toEqual(verified(8 * players, `${who}\n`));
    },
  );

  test('says that the server alone could choose where no player has sealed any bytes', async () => {
    const room = new Classroom({ rounds: 2 }, { isSealed: true });
    room.send({ type: 'join', player: null });
    room.send({ type: 'start' });
    const who = '0 in, 0 missing: whoever ran the server could choose the draws\n';
    expect(await runOf(replayOf(room.playOn()))).toEqual(verified(4, who));
  });

  test.each<[string, (data: Data) => void, RegExp]>([
    ['bytes', (data) => (data.revealed[1]![1] = 'f'.repeat(32)), /^player 2: these are not the bytes/],
    ['bytes of nobody', ({ revealed }) => revealed.push([9, 'f'.repeat(32)]), /^player 9: these are not the/],
    ['bytes twice', ({ revealed }) => revealed.push(revealed[0]!), /^player 1: these are not the bytes/],
    ['bytes left out', ({ revealed }) => revealed.splice(0, 1), /^model 1, round 1: token \d+ of the text/],
    [
      'the start',
      (data) => (data.fixed = data.fixed.replace('"textLength":10', '"textLength":11')),
      /^the start has fixed (another config|something other than "textLength":10)/,
    ],
  ])('fails on %s of a sealed session that was changed', async (_, tamper, said) => {
    const program = await language.programOf(replayOf(sealed(5, 0)));
    const { code, output } = language.run(language.change(program, tamper));
    expect(output).toMatch(said);
    expect(code).toBe(1);
  });

  test('verifies a session that was stopped in the middle of writing, of training, or before anything', async () => {
    const room = new Classroom({ handRounds: null }).start(3).playStep().next();
    room.play(2);
    room.send({ type: 'stop' });
    expect(await runOf(replayOf(room))).toEqual(verified(4));
    const writing = new Classroom({ handRounds: null, turnSeconds: null }).start(3);
    for (let step = 0; step < 2; step++) writing.playStep().next();
    writing.play(1);
    writing.send({ type: 'stop' });
    expect(await runOf(replayOf(writing))).toEqual(verified(7));
    const none = new Classroom().start(1);
    none.send({ type: 'stop' });
    expect(await runOf(replayOf(none))).toEqual(verified(0));
  });

  test('verifies one player alone, and what was fast-forwarded', async () => {
    const room = new Classroom({ rounds: 8 }).start(1);
    room.send({ type: 'fast_forward' });
    expect(await runOf(replayOf(room))).toEqual(verified(16));
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
  ])('fails on %s that was changed, and names the place', async (_, tamper, said) => {
    const program = await language.programOf(replayOf(play({})));
    const { code, output } = language.run(language.change(program, tamper));
    expect(output).toMatch(said);
    expect(code).toBe(1);
  });

  test('holds any title as text', async () => {
    const title = `'''"""\\ \u2028 </script> {}' 🙂 \n`;
    expect(await runOf({ ...replayOf(play({}, 2)), title })).toEqual(verified(32));
  });
});

describe.each(regimes)('the Lab’s Python program under %o', (regime) => {
  test.each([0.5, 1 / 3])('gives the exact stream’s lines from p = %d, number by number', (start) => {
    const settings: Settings = { ...essay, regime, start, seed: 7, rounds: 25 };
    const figures = [1, 10, 130].map((textLength) => ({ textLength, rollouts: 4 }));
    const program = programOf(settings, figures).replace('    print(k, lines[k][0])\n', '');
    const { code, output } = python.run(`${program}\nimport json\nprint(json.dumps(lines))\n`);
    expect(code, output).toBe(0);
    const linesOf = (textLength: number) => rollouts(7, 4, { ...settings, textLength });
    const expected = figures.map(({ textLength }) => [textLength, linesOf(textLength)]);
    expect(JSON.parse(output)).toEqual(Object.fromEntries(expected));
  });
});

test('the log is read exactly in Python and NumPy', () => {
  const replay = replayOf(play({ start: 0.3, textLength: 7, regime: { kind: 'accumulate' } }));
  const program = `import json, numpy as np
ps = [event["p"] for event in json.loads(${JSON.stringify(JSON.stringify(replay))})["events"] if event["type"] == "refitted"]
print(np.array(ps).astype(">f8").tobytes().hex(), end="")`;
  const ps = replay.events.flatMap((event) => (event.type === 'refitted' ? [event.p] : []));
  const bytes = Buffer.alloc(8 * ps.length);
  for (const [index, p] of ps.entries()) bytes.writeDoubleBE(p, 8 * index);
  expect(python.run(program)).toEqual({ code: 0, output: bytes.toString('hex') });
});
