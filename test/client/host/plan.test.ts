/** The lesson plan: duration against simulated students, expectations against the oracle, warnings. */
import { describe, expect, test } from 'vitest';
import { areaPath, fanOf, linePath } from '../../../client/host/setup/fan.ts';
import {
  arithmetic,
  minutesWord,
  missingIn,
  timingOf,
  warnings,
  type Theory,
} from '../../../client/host/setup/plan.ts';
import { presets } from '../../../client/host/setup/presets.ts';
import { fanCaption, promises } from '../../../client/game/theory.text.ts';
import { settings } from '../../../client/game/settings.text.ts';
import {
  faultOf,
  sliderPosition,
  sliderSteps,
  valueAtPosition,
} from '../../../client/ui/fields/number-setting.ts';
import { playLesson } from '../../support/session/lesson.ts';
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import { urnVariance } from '../../../shared/theory/law.ts';
import { outlook } from '../../../shared/theory/outlook.ts';
import oracle from '../../support/oracle/theory.json' with { type: 'json' };

const lesson = (change: Partial<Config> = {}): Config => ({ ...defaultConfig, ...change });

function theoryOf({ textLength, start, regime, rounds }: Config): Theory {
  const model = { textLength, start, regime };
  return { question: { model, rounds }, outlook: outlook(model, rounds) };
}

const plan = (config: Config) =>
  [minutesWord(timingOf(config).minutes), ...promises(config, theoryOf(config).outlook)]
    .join(' · ')
    .replaceAll('\u00a0', ' ');
const warned = (config: Config) => warnings(config, theoryOf(config)).join(' ').replaceAll('\u00a0', ' ');

describe('the minutes', () => {
  test.each<Partial<Config>>([
    {},
    { textLength: 1, rounds: 10, handRounds: 3 },
    { play: 'teams' },
    { play: 'relay', rounds: 20, handRounds: null },
    { turnSeconds: null },
    { turnSeconds: 10, beat: 3_000 },
    { rounds: 20, handRounds: 40 },
  ])('are those of simulated students of human speed, within a tenth: %j', (change) => {
    const [planned, played] = [timingOf(lesson(change)), playLesson(lesson(change), 30, 1)];
    expect(planned.minutes / played.minutes).toBeGreaterThan(0.9);
    expect(planned.minutes / played.minutes).toBeLessThan(1.1);
    expect(Math.abs(planned.step - played.step)).toBeLessThan(1);
  });

  test('come with their arithmetic, and with what may change them', () => {
    const alone = 'With simulated students alone: about a minute.';
    const sum = `10 rounds by hand × 2 steps × about 16 s, then 50 rounds × ½ s. ${alone}`;
    expect(arithmetic(lesson())).toBe(sum);
    const one = arithmetic(lesson({ handRounds: null, rounds: 1 }));
    expect(one).toMatch(/^1 round by hand × 2 steps × about 16 s\. /);
    expect(arithmetic(lesson({ handRounds: 0 }))).toBe('60 rounds × ½ s.');
    expect(arithmetic(lesson({ pace: 'manual' }))).toContain('you wait before you open each round');
    expect(arithmetic(lesson({ turnSeconds: null }))).toContain('each step waits for the slowest');
  });

  test('are few in every preset', () => {
    expect(presets.map(({ config }) => Math.round(timingOf(config).minutes))).toEqual([6, 2, 6, 6, 6]);
  });
});

describe('the promise', () => {
  test('of the essay: 99.8 % collapse, half of those by round 10', () => {
    const essay = 'about 6 minutes · 99.8 % of models collapse by round 60 · half of those by round 10';
    expect(plan(lesson())).toBe(essay);
  });

  test.each(oracle.filter(({ fresh, rounds }) => fresh === 0 && rounds <= 200))(
    'is the oracle’s share: k $k, p $p, $rounds rounds',
    ({ k, p, rounds, at_zero, at_one }) => {
      const config = lesson({ textLength: k, start: p, rounds });
      const [share] = promises(config, theoryOf(config).outlook);
      const exact = 100 * (at_zero.at(-1)! + at_one.at(-1)!);
      const told = /^(under|over)?\s?([\d.]+)/.exec(share!)!;
      if (told[1] === 'under') expect(exact).toBeLessThan(0.1);
      else if (told[1] === 'over') expect(exact).toBeGreaterThan(99.9);
      else expect(Math.abs(Number(told[2]) - exact)).toBeLessThanOrEqual(0.05 + 1e-9);
    },
  );

  test('of half of those that collapse, not of all: round 31 of 60, where half of all take until 42', () => {
    const told = '68.4 % of models collapse by round 60 · half of those by round 31';
    expect(plan(lesson({ textLength: 40 }))).toContain(told);
    const relay = 'collapses by round 60 with probability 68.4 % · as likely as not by round 42';
    expect(plan(lesson({ textLength: 40, play: 'relay' }))).toContain(relay);
    expect(plan(lesson({ textLength: 1000 }))).not.toContain('half of those');
  });

  test('is none where students make up the texts: what it would be by chance is told as that', () => {
    const typed = plan(lesson({ writing: 'type' }));
    expect(typed).toContain(
      'no law says what students make up · drawn by chance: 99.8 % of models collapse by round 60, half of those',
    );
    expect(fanCaption(lesson({ writing: 'type' }), true)).not.toContain('Exact');
    expect(fanCaption(lesson(), true)).toContain('Exact, not simulated.');
    expect(warned(lesson({ writing: 'type', textLength: 100 }))).toBe('');
  });

  test('of an urn speaks of settling only after more than one round', () => {
    const urn = { regime: { kind: 'accumulate' } } as const;
    expect(plan(lesson({ ...urn, rounds: 1 }))).toContain('p ends up spread around ½');
    expect(plan(lesson({ ...urn, rounds: 2 }))).toContain('p settles around ½');
  });

  test('follows the play and the regime', () => {
    const relay = 'the model collapses by round 60 with probability 99.8 % · as likely as not by round 10';
    expect(plan(lesson({ play: 'relay' }))).toContain(relay);
    const deviation = Math.sqrt(urnVariance(10, 60, { p: 0.5, texts: 0 })[59]!).toFixed(2);
    const urn = `no model collapses · p settles around ½, with a standard deviation of ${deviation}`;
    expect(plan(lesson({ regime: { kind: 'accumulate' } }))).toContain(urn);
    const mix =
      /p ends up spread around ½, with a standard deviation of 0\.\d\d · [\d.]+ % of models are at an end in round 60, for now$/;
    expect(plan(lesson({ regime: { kind: 'mix', fresh: 0.1 } }))).toMatch(mix);
  });

  test('never calls all what is not quite all', () => {
    expect(plan(lesson({ textLength: 1 }))).toContain('100 % of models collapse');
    expect(plan(lesson({ textLength: 5 }))).toContain('over 99.9 % of models collapse');
    expect(plan(lesson({ textLength: 1000 }))).toContain('under 0.1 % of models collapse');
  });
});

describe('warnings', () => {
  test('are silent where the lesson shows', () => {
    const quiet = presets.filter(({ name }) => name !== 'A thousand tokens');
    expect(quiet.map(({ config }) => warned(config))).toEqual(quiet.map(() => ''));
  });

  test.each<[Partial<Config>, RegExp]>([
    [{ textLength: 100 }, /^The lesson would not show: 21\.5 % of models collapse\..* takes 137 rounds/],
    [{ textLength: 100, play: 'relay' }, /the model collapses with probability 21\.5 %/],
    [{ start: 0.01 }, /collapse in the first round/],
    [{ textLength: 1000, regime: { kind: 'accumulate' } }, /p stays within 0\.03 of where it began/],
    [{ textLength: 1000, regime: { kind: 'mix', fresh: 0.5 } }, /p stays within 0\.04/],
    [{ handRounds: 0 }, /Nobody plays by hand/],
    [{ rounds: 1 }, /One round is no chain/],
    [{ handRounds: null, rounds: 100 }, /longer than a lesson of 45 minutes/],
    [{ turnSeconds: 4 }, /more than 4 s for a turn/],
  ])('say where it would not: %j', (change, words) => {
    expect(warned(lesson(change))).toMatch(words);
  });
});

describe('fields', () => {
  test('that are empty or out of range are named, and empty is allowed where it means something', () => {
    const empty = null as unknown as number;
    expect(missingIn(lesson())).toBeNull();
    expect(missingIn(lesson({ handRounds: null, turnSeconds: null }))).toBeNull();
    const tokens = 'Tokens in a text: give a whole number from 1 to 1000.';
    expect(missingIn(lesson({ textLength: empty }))).toBe(tokens);
    expect(missingIn(lesson({ rounds: 2.5 }))).toMatch(/^Rounds: give a whole number/);
    expect(missingIn(lesson({ start: 1 }))).toMatch(/^p at the start: give a number from 0\.01/);
    expect(missingIn(lesson({ regime: { kind: 'mix', fresh: empty } }))).toMatch(/^Share of real tokens/);
    expect(missingIn(lesson({ play: 'teams', teams: 9 }))).toMatch(/^Teams/);
    expect(missingIn(lesson({ teams: 9 }))).toBeNull();
  });

  test.each(Object.entries(settings))(
    '%s: its slider reaches both ends, and only what it may be',
    (_, setting) => {
      expect(valueAtPosition(setting, 0)).toBe(setting.min);
      expect(valueAtPosition(setting, sliderSteps)).toBe(setting.max);
      expect(sliderPosition(setting, null)).toBe(sliderSteps);
      for (let position = 0; position <= sliderSteps; position += 7) {
        const value = valueAtPosition(setting, position);
        expect(faultOf(setting, value)).toBeNull();
        expect(valueAtPosition(setting, sliderPosition(setting, value))).toBe(value);
      }
    },
  );
});

describe('the fan', () => {
  test('opens from the start, holds at least nine in ten and half of the models in each round, and tells the ends', () => {
    const caption = 'where at least half of all models are in each round; pale: at least nine in ten.';
    expect(fanCaption(lesson(), true)).toContain(caption);
    const { outlook: told } = theoryOf(lesson({ textLength: 30 }));
    const fan = fanOf(told);
    for (const band of [fan.outer, fan.inner]) expect(band[0]).toEqual([0.5, 0.5]);
    told.laws.forEach(({ mass, size }, index) => {
      const [low, high] = fan.outer[index + 1]!;
      const within = mass.reduce((sum, one, i) => (i / size >= low && i / size <= high ? sum + one : sum), 0);
      expect(within).toBeGreaterThanOrEqual(0.9 - 1e-9);
      const [from, to] = fan.inner[index + 1]!;
      const half = mass.reduce((sum, one, i) => (i / size >= from && i / size <= to ? sum + one : sum), 0);
      expect(half).toBeGreaterThanOrEqual(0.5 - 1e-9);
    });
    expect(fan.atZero[60]).toBe(told.atZero[60]);
  });

  test('of an urn too large for its law is one and two standard deviations wide', () => {
    const fan = fanOf(theoryOf(lesson({ textLength: 1000, regime: { kind: 'accumulate' } })).outlook);
    const [low, high] = fan.outer[60]!;
    expect(fan.exact).toBe(false);
    expect(high - low).toBeCloseTo(2 * (fan.inner[60]![1] - fan.inner[60]![0]), 12);
  });

  test('is drawn in steps along its upper edge and back along its lower one, as there is nothing between rounds', () => {
    const [first, second] = [0, 0.25].map((width) => [0.5 - width, 0.5 + width] as [number, number]);
    expect(areaPath([first!, second!])).toBe('M0 0.5L0.5 0.5L0.5 0.25L1 0.25L1 0.75L0.5 0.75L0.5 0.5L0 0.5Z');
    expect(linePath([0.5, 0.25, 1])).toBe('M0 0.5L0.5 0.5L0.5 0.75L1.5 0.75L1.5 0L2 0');
  });
});
