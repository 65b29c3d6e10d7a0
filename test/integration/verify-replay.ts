/** Independent verification of a replay: from the secret and the model, without the game's rules. */
import { expect } from 'vitest';
import { uniforms } from '../../shared/model/random.ts';
import { commitmentOf, turnSeed } from '../../shared/session/secret.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { countOnes, fit, generate, writingChance } from '../../shared/model/unigram.ts';
import type { Replay } from '../../shared/wire/http.ts';

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

/** Every text is the one that its seed draws, every p the one that its text fits; the log has no gap. */
export function verify({ config, commitment, secret, events }: Replay): void {
  expect(commitmentOf(secret!)).toBe(commitment);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)!.type).toBe('finished');
  const { regime, start, textLength } = config;
  const texts = events.filter((event) => event.type === 'generated') as Of<'generated'>[];
  const fits = events.filter((event) => event.type === 'refitted') as Of<'refitted'>[];
  const { rollouts } = events.find((event) => event.type === 'started') as Of<'started'>;
  expect(texts).toHaveLength(rollouts * config.rounds);
  for (let rollout = 0; rollout < rollouts; rollout++) {
    let p = start;
    let allOnes = 0;
    for (let round = 0; round < config.rounds; round++) {
      const here = (turn: { rollout: number; round: number }) =>
        turn.rollout === rollout && turn.round === round;
      const { tokens } = texts.find(here)!;
      if (config.writing === 'throw') {
        const uniform = uniforms(turnSeed(secret!, rollout, round));
        expect(tokens).toBe(generate(uniform, writingChance(regime, p, start), textLength));
      }
      const ones = countOnes(tokens);
      allOnes += ones;
      p = fit(regime, { ones, allOnes, allTokens: (round + 1) * textLength }, textLength, start);
      expect(fits.filter(here)).toMatchObject([{ ones, p }]);
    }
  }
}
