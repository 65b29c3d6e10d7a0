/** The essay's code under NumPy: our numbers are equal, not nearly equal. */
import { describe, expect, test } from 'vitest';
import { uniforms } from '../../../shared/model/random.ts';
import { rollouts, type Experiment } from '../../../shared/model/rollout.ts';
import { commitmentOf, turnSeed } from '../../../shared/session/secret.ts';
import { generate } from '../../../shared/model/unigram.ts';
import rolloutCases from '../../support/oracle/rollouts.json' with { type: 'json' };
import turnCases from '../../support/oracle/turns.json' with { type: 'json' };

describe("the essay's rollouts", () => {
  test.each(rolloutCases)('seed $seed, p $p, k $k, $rounds rounds', ({ p, k, rounds, ...given }) => {
    const experiment: Experiment = { start: p, textLength: k, rounds, regime: { kind: 'replace' } };
    const ours = rollouts(given.seed, given.rollouts.length, experiment);
    expect(ours.map((line) => line.slice(0, -1))).toStrictEqual(given.rollouts);
  });
});

describe('turns', () => {
  test.each(turnCases)('[D1] secret $secret, turn $rollout/$round, p $p', (turn) => {
    expect(commitmentOf(turn.secret)).toBe(turn.commitment);
    expect(turnSeed(turn.secret, turn.rollout, turn.round)).toBe(turn.seed);
    expect(generate(uniforms(turn.seed), turn.p, turn.k)).toBe(turn.tokens);
  });
});
