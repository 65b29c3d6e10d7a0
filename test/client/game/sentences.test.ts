/** Sentences in which theory gives a number, for each regime × writing × play, against simulated classes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Numbers } from '../../../client/game/numbers.ts';
import { meaningOfP } from '../../../client/game/regime.text.ts';
import * as texts from '../../../client/game/theory.text.ts';
import { fanOf } from '../../../client/host/setup/fan.ts';
import { sourceOf } from '../../../client/player/player.text.ts';
import { uniforms } from '../../../shared/model/random.ts';
import { rollouts } from '../../../shared/model/rollout.ts';
import { generate, writingChance, type Regime } from '../../../shared/model/unigram.ts';
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import { laws, valueAt } from '../../../shared/theory/law.ts';
import { outlook } from '../../../shared/theory/outlook.ts';

const {
  aheadSentence,
  aheadWords,
  diversityNote,
  endedNote,
  expectationSentence,
  faintness,
  fanCaption,
  fanLabel,
  meanNote,
  promises,
  spreadNote,
  tossSentence,
} = texts;

const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];
const plays = ['relay', 'teams', 'everyone'] as const;
const worlds = regimes.flatMap((regime) => plays.map((play) => ({ kind: regime.kind, regime, play })));

const [start, rounds, sampled, classes] = [0.3, 14, 20_000, 2_000];
const configOf = (change: Partial<Config>): Config => ({ ...defaultConfig, start, rounds, ...change });
const modelsIn = { relay: 1, teams: 4, everyone: 10 };

const average = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const isEnd = (p: number) => p === 0 || p === 1;
/** The numbers of a sentence, percentages as shares. */
const numbersIn = (text: string) =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(\u00a0%)?/g)].map(([, number, percent]) =>
    percent ? Number(number) / 100 : Number(number),
  );
/** Five standard errors of a share, and half a unit of the digits that are shown. */
const near = (share: number, of: number, digits = 0.005) =>
  5 * Math.sqrt((share * (1 - share)) / of) + digits;

/** p(0) … p(n) of many rollouts, by regime. */
const simulated = new Map(
  regimes.map((regime) => [
    regime.kind,
    rollouts(99, sampled, { start, textLength: defaultConfig.textLength, rounds, regime }),
  ]),
);

describe.each(worlds)('$kind, $play, drawn', ({ kind, regime, play }) => {
  const config = configOf({ regime, play });
  const models = modelsIn[play];
  const theory = outlook(config, rounds);
  const lines = simulated.get(kind)!;
  const last = lines.map((line) => line[rounds]!);
  const ended = average(last.map((p) => Number(isEnd(p))));
  const mean = average(last);
  const deviation = Math.sqrt(average(last.map((p) => (p - mean) ** 2)));
  const numbers = { round: rounds, rollouts: models } as Numbers;
  /** A statistic of simulated classes. */
  const inClasses = (statistic: (values: readonly number[]) => number) =>
    Array.from({ length: Math.min(classes, sampled / models) }, (_, i) =>
      statistic(last.slice(i * models, (i + 1) * models)),
    );
  const heldBy = (values: readonly number[], [low, high]: readonly [number, number]) =>
    values.filter((value) => value >= low - 1e-9 && value <= high + 1e-9).length / values.length;
  const rangeIn = (sentence: string): [number, number] => {
    const [low, high = low] = numbersIn(sentence);
    return [low!, high!];
  };

  test('the promises of the plan', () => {
    const told = promises(config, theory);
    const [first, second] = told.map((one) => numbersIn(one.replace(`round ${rounds}`, 'the last round')));
    const by = (round: number) => average(lines.map((line) => Number(isEnd(line[round]!))));
    if (kind === 'replace') {
      expect(Math.abs(first!.at(-1)! - ended)).toBeLessThan(near(ended, sampled));
      const round = second![0]!;
      const share = play === 'relay' ? 0.5 : ended / 2;
      expect(by(round)).toBeGreaterThan(share - near(share, sampled));
      expect(by(round - 1)).toBeLessThan(share + near(share, sampled));
    } else {
      const [spread, other] = kind === 'mix' ? [first!, second!] : [second!, []];
      expect(spread[0]).toBe(start);
      expect(Math.abs(spread[1]! - deviation)).toBeLessThan(0.005 + 5 * (deviation / Math.sqrt(sampled)));
      if (kind === 'mix') expect(Math.abs(other![0]! - ended)).toBeLessThan(near(ended, sampled));
    }
    expect(told.join(' ')).toMatch(
      play === 'relay' && kind !== 'accumulate' ? /model / : /models? |no model/,
    );
  });

  test('the plan’s fan, whose bands hold at least nine in ten models and at least half, in each round', () => {
    const fan = fanOf(theory);
    for (const [band, least] of [
      [fan.outer, 0.9],
      [fan.inner, 0.5],
    ] as const)
      band.forEach(([low, high], round) => {
        const held = heldBy(
          lines.map((line) => line[round]!),
          [low, high],
        );
        expect(held, `round ${round}`).toBeGreaterThan(least - near(least, sampled, 0));
      });
    expect(fanCaption(config, true)).toContain('at least half of all models are in each round');
    const [, low, high, zeros, , ones] = numbersIn(fanLabel(fan, fan.outer));
    expect(heldBy(last, [low! - 0.005, high! + 0.005])).toBeGreaterThan(0.9 - near(0.9, sampled, 0));
    for (const [end, told] of [zeros!, ones!].entries()) {
      const share = average(last.map((p) => Number(p === end)));
      expect(Math.abs(told - share)).toBeLessThan(near(share, sampled));
    }
  });

  test('why a lesson would hardly show it', () => {
    expect(faintness(config, theory)).toBeNull();
    const changes = kind === 'replace' ? { textLength: 20, rounds: 4 } : { textLength: 1000, rounds: 4 };
    const faint = { ...config, ...changes };
    const told = numbersIn(faintness(faint, outlook(faint, 4))!);
    const played = rollouts(8, 4_000, { ...faint, rounds: kind === 'replace' ? 250 : 4 });
    if (kind === 'replace') {
      const share = average(played.map((line) => Number(isEnd(line[4]!))));
      expect(Math.abs(told[0]! - share)).toBeLessThan(near(share, 4_000));
      const ends = played.map((line) => line.findIndex(isEnd));
      const mean = average(ends);
      const error = Math.sqrt(average(ends.map((end) => (end - mean) ** 2)) / 4_000);
      expect(Math.abs(told[1]! - mean)).toBeLessThan(0.5 + 5 * error);
    } else {
      const held = heldBy(
        played.map((line) => line[4]!),
        [start - told[0]! - 0.005, start + told[0]! + 0.005],
      );
      expect(held).toBeGreaterThan(0.94);
    }
  });

  test('which end it takes is chance', () => {
    const sentence = tossSentence(config);
    if (kind !== 'replace') {
      expect(sentence).toBeNull();
      return;
    }
    const at = rollouts(6, 4_000, { ...config, rounds: 200 }).map((line) => line[200]!);
    expect(Math.abs(numbersIn(sentence!)[1]! - average(at))).toBeLessThan(near(start, 4_000));
    expect(tossSentence({ ...config, start: 0.5 })).toMatch(/toss of a coin/);
  });

  test('the cards’ expectations, and the range of nine classes in ten', () => {
    const diversities = inClasses(
      (values) => average(values.map((p) => p * (1 - p))) / (start * (1 - start)),
    );
    const notes = [{ ...diversityNote(config, numbers, theory), values: diversities, digit: 0.005 }];
    if (kind === 'accumulate') {
      const means = inClasses(average);
      const spreads = inClasses((values) => Math.sqrt(average(values.map((p) => (p - start) ** 2))));
      notes.push({ ...meanNote(config, numbers, theory), values: means, digit: 0.005 });
      notes.push({ ...spreadNote(config, numbers, theory), values: spreads, digit: 0.005 });
    } else if (models === 1) {
      const { note, more } = endedNote(config, numbers, theory);
      expect(Math.abs(numbersIn(note)[0]! - ended)).toBeLessThan(near(ended, sampled));
      expect(more).toBeNull();
    } else {
      const counts = inClasses((values) => values.filter(isEnd).length);
      notes.push({ ...endedNote(config, numbers, theory), values: counts, digit: 0.05 });
    }
    for (const { note, more, values, digit } of notes) {
      const [mean, error] = [
        average(values),
        Math.sqrt(average(values.map((one) => one ** 2)) / values.length),
      ];
      expect(Math.abs(numbersIn(note)[0]! - mean), note).toBeLessThan(digit + 5 * error);
      expect(note).toMatch(/^expected /);
      const held = heldBy(values, rangeIn(more!()));
      expect(held, more!()).toBeGreaterThan(0.9 - near(0.9, values.length, 0));
    }
  });

  test('where a model is going', () => {
    const moment = { p: last.find((p) => p > 0.3 && p < 0.5) ?? 0.4, round: 3 };
    const ahead = outlook(config, rounds - 3, { p: moment.p, texts: 3 });
    // from the start no text has been written: an urn's later moment is held against its variance elsewhere
    const urn = kind === 'accumulate' ? { p: start, round: 0 } : moment;
    const from = kind === 'accumulate' ? outlook(config, rounds) : ahead;
    const sentence = aheadSentence(config, urn, from)!;
    const words = aheadWords(config, urn)!;
    const left = rounds - urn.round;
    if (kind === 'accumulate') {
      expect(numbersIn(sentence)[0]).toBe(start);
      for (const told of [numbersIn(sentence)[1]!, numbersIn(words)[0]!])
        expect(Math.abs(told - deviation)).toBeLessThan(0.005 + 5 * (deviation / Math.sqrt(sampled)));
    } else if (kind === 'mix') {
      const kept = 0.9 ** left * (moment.p - start) + start;
      for (const told of [numbersIn(sentence)[0]!, numbersIn(words)[0]!])
        expect(Math.abs(told - kept)).toBeLessThan(0.0051);
    } else {
      // long enough for all to end: at 1 with probability p, and half of them by the rounds that are told
      const long = { ...config, rounds: 200 };
      const told = numbersIn(aheadSentence(long, { p: 0.3, round: 0 }, outlook(long, 200))!);
      const ends = rollouts(5, 4_000, { ...long, rounds: 200 }).map((line) => ({
        at: line[200]!,
        round: line.findIndex(isEnd),
      }));
      const atOne = ends.filter(({ at }) => at === 1);
      expect(Math.abs(told[1]! - atOne.length / 4_000)).toBeLessThan(near(0.3, 4_000));
      for (const [of, round] of [
        [ends, told[2]!],
        [atOne, told.at(-1)!],
      ] as const) {
        const by = (upTo: number) => of.filter((one) => one.round <= upTo).length / of.length;
        expect(by(round)).toBeGreaterThan(0.5 - near(0.5, of.length, 0));
        expect(by(round - 1)).toBeLessThan(0.5 + near(0.5, of.length, 0));
      }
      expect(numbersIn(words)).toEqual([1, Number(moment.p.toFixed(2))]);
    }
  });

  test('what theory expects of a what-if', () => {
    if (models === 1 || kind === 'accumulate') return;
    const [mean, ...range] = numbersIn(expectationSentence(ended, models));
    const counts = inClasses((values) => values.filter(isEnd).length);
    expect(Math.abs(mean! - average(counts))).toBeLessThan(0.05 + 5 * Math.sqrt(models / 4 / counts.length));
    expect(heldBy(counts, [range[0]!, range.at(-1)!])).toBeGreaterThan(0.88);
  });

  test('with what probability a 1 is written', () => {
    const p = writingChance(regime, 0.4, start);
    const turn = { step: 'generate', rollout: 0, round: 2, p, k: 10, seed: 1 } as const;
    const { source, lead } = sourceOf(turn, config);
    const text = generate(uniforms(4), p, 20_000);
    expect(Math.abs([...text].filter((token) => token === '1').length / 20_000 - p)).toBeLessThan(0.02);
    if (kind === 'mix') expect(numbersIn(source)).toEqual([0.4, 0.1, start]);
    expect(lead).toBe(kind === 'mix' ? 'You write a 1 with probability' : 'Your p is');
    const isChance = meaningOfP(config) === 'p, the chance that a model writes a 1';
    expect(isChance, 'p is that chance only where nothing is mixed in').toBe(p === 0.4);
  });
});

describe('an urn with too many states for its exact law', () => {
  const regime = { kind: 'accumulate' } as const;

  // the shortest text of the longest game, whose start may be far out; the default game; the longest text
  test.each([
    { textLength: 32, rounds: 200, start: 0.01 },
    { textLength: 32, rounds: 200, start: 0.9 },
    { textLength: 110, rounds: 60, start: 0.5 },
    { textLength: 1000, rounds: 8, start: 0.03 },
  ])(
    'has its range too, of about nine classes in ten: $textLength tokens, $rounds rounds, from $start',
    (change) => {
      const urn = configOf({ ...change, regime });
      const theory = outlook(urn, urn.rounds);
      expect(theory.exact).toBe(false);
      const law = [...laws(urn, urn.rounds)].at(-1)!;
      const [uniform, cumulative] = [uniforms(11), Float64Array.from(law.mass)];
      for (let i = 1; i < cumulative.length; i++) cumulative[i]! += cumulative[i - 1]!;
      const drawn = Float64Array.from({ length: sampled }, () =>
        valueAt(law, indexIn(cumulative, uniform())),
      );
      for (const models of [1, 2, 30]) {
        const numbers = { round: urn.rounds, rollouts: models } as Numbers;
        const inClasses = (statistic: (values: readonly number[]) => number) =>
          Array.from({ length: Math.min(classes, sampled / models) }, (_, i) =>
            statistic([...drawn.subarray(i * models, (i + 1) * models)]),
          );
        const told = [
          { ...meanNote(urn, numbers, theory), values: inClasses(average) },
          {
            ...spreadNote(urn, numbers, theory),
            values: inClasses((values) => Math.sqrt(average(values.map((p) => (p - urn.start) ** 2)))),
          },
          {
            ...diversityNote(urn, numbers, theory),
            values: inClasses(
              (values) => average(values.map((p) => p * (1 - p))) / (urn.start * (1 - urn.start)),
            ),
          },
        ];
        for (const { note, more, values } of told) {
          expect(note).toMatch(/^expected /);
          const error = Math.sqrt(average(values.map((one) => one ** 2)) / values.length);
          expect(Math.abs(numbersIn(note.replace('½', '0.5'))[0]! - average(values)), note).toBeLessThan(
            0.006 + 5 * error,
          );
          const sentence = more!();
          expect(sentence).toMatch(/^About nine times in ten: /);
          const [low, high = low] = numbersIn(sentence.replace('nine times in ten', ''));
          const held =
            values.filter((one) => one >= low! - 1e-9 && one <= high! + 1e-9).length / values.length;
          expect(held, `${models}: ${sentence}`).toBeGreaterThan(0.88 - near(0.9, values.length, 0));
        }
      }
    },
  );
});

/** The first index at which a cumulative law reaches a share. */
function indexIn(cumulative: Float64Array, share: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! < share) low = middle + 1;
    else high = middle;
  }
  return low;
}

test('no sentence of theory is left out', () => {
  const here = readFileSync(import.meta.filename, 'utf8');
  // words without a number, and figures that are parts of sentences
  const parts = new Set(['curveOfTheory', 'lawWord', 'medianWords', 'probability', 'wholePercent']);
  const left = Object.keys(texts).filter((name) => !parts.has(name) && !here.includes(`${name}(`));
  expect(left).toEqual([]);
});
