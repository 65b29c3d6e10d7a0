/** Lessons that a teacher can start from, and how long they take. */
import { defaultConfig, type Config } from '../../shared/session/config.ts';

export interface Preset {
  name: string;
  why: string;
  config: Config;
}

const preset = (name: string, why: string, change: Partial<Config>): Preset => ({
  name,
  why,
  config: { ...defaultConfig, ...change },
});

export const presets: readonly Preset[] = [
  preset('The essay', '10 tokens, 60 rounds: nearly every model forgets a token.', {}),
  preset('One token', 'A text of one token: collapse at once.', { textLength: 1, rounds: 10, handRounds: 3 }),
  preset('A thousand tokens', 'Long texts: it takes very long.', { textLength: 1000 }),
  preset('The urn', 'Keep every text: models settle, each somewhere else.', {
    regime: { kind: 'accumulate' },
  }),
  preset('A pinch of real data', 'One real token in ten: nothing is forgotten for good.', {
    regime: { kind: 'mix', fresh: 0.1 },
  }),
];

/** Seconds that a class needs for a step by hand: a simulated class with a median answer of 7 s takes 16. */
const handStep = 15;
/** Seconds of a round that the server plays. */
const watchedRound = 0.5;

/** About how many minutes a lesson takes, from the start to the last round. */
export function minutesOf({ rounds, handRounds, turnSeconds, beat }: Config): number {
  const byHand = Math.min(handRounds ?? rounds, rounds);
  const step = Math.min(handStep, turnSeconds ?? handStep) + beat / 1000;
  return (byHand * 2 * step + (rounds - byHand) * watchedRound) / 60;
}
