/** The Mersenne Twister: the 10,000th output that the C++ standard requires. */
import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../shared/model/mersenne.ts';

test('the 10,000th word of seed 5489 is what the standard of C++ demands of mt19937', () => {
  const twister = new MersenneTwister(5489);
  for (let i = 1; i < 10_000; i++) twister.next();
  expect(twister.next() >>> 0).toBe(4123659995);
});
