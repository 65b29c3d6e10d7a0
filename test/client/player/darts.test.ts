/** Darts against the model's draws. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dartsOf, textOf } from '../../../client/player/darts.ts';
import { uniforms } from '../../../shared/model/random.ts';
import { generate } from '../../../shared/model/unigram.ts';

test('the darts write what the model writes from the same seed', () => {
  const turn = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
    k: fc.integer({ min: 1, max: 60 }),
  });
  const isSame = fc.property(turn, ({ seed, p, k }) => {
    expect(textOf(dartsOf({ seed, p, k }))).toBe(generate(uniforms(seed), p, k));
  });
  fc.assert(isSame);
});

test('a dart writes a 1 where it lands on the part of 1', () => {
  for (const { at, token } of dartsOf({ seed: 1, p: 0.3, k: 200 })) expect(token).toBe(at >= 0.7 ? '1' : '0');
});
