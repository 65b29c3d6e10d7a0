/** Both engines: the exact stream against drawn texts, the fast one against the exact law. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { exactStream, rollouts, type Engine, type Experiment } from '../../../shared/model/rollout.ts';
import { fast } from '../../../shared/model/sampler/fast.ts';
import { laws } from '../../../shared/theory/law.ts';
import { countOnes, generate, type Regime } from '../../../shared/model/unigram.ts';
import { chiSquare } from '../../support/chi-square.ts';

const essay: Experiment = { start: 0.5, textLength: 10, rounds: 60, regime: { kind: 'replace' } };
const regimes: Regime[] = [{ kind: 'replace' }, { kind: 'accumulate' }, { kind: 'mix', fresh: 0.1 }];
const anyExperiment = fc.record({
  start: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  textLength: fc.integer({ min: 1, max: 70 }),
  rounds: fc.integer({ min: 1, max: 12 }),
  regime: fc.constantFrom(...regimes),
});
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function linesOf(engine: Engine, seed: number, count: number, experiment: Experiment): Float64Array {
  const lines = new Float64Array(count * (experiment.rounds + 1));
  engine(seed, experiment)(lines);
  return lines;
}

/** p of every rollout in one round. */
function atRound(lines: Float64Array, round: number, rounds: number): Float64Array {
  return lines.filter((_, i) => i % (rounds + 1) === round);
}

describe.each([
  { name: 'the exact stream', engine: exactStream },
  { name: 'fast', engine: fast },
])('$name', ({ engine }) => {
  test('gives the same rollouts in one go and in pieces', () => {
    fc.assert(
      fc.property(anySeed, anyExperiment, fc.integer({ min: 1, max: 6 }), (seed, experiment, pieces) => {
        const whole = linesOf(engine, seed, 2 * pieces, experiment);
        const fill = engine(seed, experiment);
        const size = 2 * (experiment.rounds + 1);
        const inPieces = Array.from({ length: pieces }, () => {
          const piece = new Float64Array(size);
          fill(piece);
          return [...piece];
        });
        expect(inPieces.flat()).toStrictEqual([...whole]);
      }),
    );
  });

  test('begins at p(0), and under replace stays at an end', () => {
    const lines = linesOf(engine, 3, 2_000, essay);
    let collapsed = 0;
    for (let at = 0; at < lines.length; at += 61) {
      const line = lines.subarray(at, at + 61);
      expect(line[0]).toBe(0.5);
      const end = line.findIndex((p) => p === 0 || p === 1);
      if (end === -1) continue;
      collapsed++;
      expect(line.subarray(end).every((p) => p === line[end])).toBe(true);
    }
    expect(collapsed).toBeGreaterThan(1_900);
  });
});

test('the exact stream draws what the writing of texts draws', () => {
  fc.assert(
    fc.property(anySeed, anyExperiment, (seed, { start, textLength }) => {
      const experiment: Experiment = { start, textLength, rounds: 3, regime: { kind: 'replace' } };
      const uniform = uniforms(seed);
      const written = [start];
      for (let round = 0; round < 3; round++)
        written.push(countOnes(generate(uniform, written.at(-1)!, textLength)) / textLength);
      expect(rollouts(seed, 1, experiment)).toStrictEqual([written]);
    }),
  );
});

/**
 * Pearson's chi-square of 100,000 rollouts (20,000 where a text has 1,000 tokens) against the exact law, which
 * knows nothing of the engines. The seeds are fixed; a law that holds fails in one of 10,000 choices of them.
 */
describe.each(regimes)('fast under %o', (regime) => {
  test.each([1, 2, 10, 25, 1000])('at %i tokens p follows the exact law', (textLength) => {
    const rounds = 6;
    const experiment: Experiment = { start: 0.3, textLength, rounds, regime };
    const lines = linesOf(fast, 2026 + textLength, textLength === 1000 ? 20_000 : 100_000, experiment);
    [...laws(experiment, rounds)].forEach((law, index) => {
      const { freedom, pValue } = chiSquare(atRound(lines, index + 1, rounds), law);
      expect(freedom).toBeGreaterThan(0);
      expect(pValue, `round ${index + 1}`).toBeGreaterThan(1e-4);
    });
  });
});

test('the test would see a law that is off by one part in a hundred', () => {
  const off: Experiment = { ...essay, start: 0.505, rounds: 1 };
  const [law] = laws({ ...essay, rounds: 1 } as Experiment, 1);
  expect(chiSquare(atRound(linesOf(fast, 7, 100_000, off), 1, 1), law!).pValue).toBeLessThan(1e-6);
});
