/** Presets of the config. */
import { configLimits, defaultConfig, defaultFresh, type Config } from '../../../shared/session/config.ts';

function preset(name: string, why: string, change: Partial<Config>) {
  const config: Config = { ...defaultConfig, ...change };
  return { name, why, config };
}

export const presets = [
  preset('The essay', '10 tokens, 60 rounds: nearly every model forgets a token.', {}),
  preset('One token', 'A text of one token: collapse at once.', { textLength: 1, rounds: 10, handRounds: 3 }),
  preset('A thousand tokens', 'Long texts: it takes very long.', { textLength: configLimits.textLength.max }),
  preset('The urn', 'Keep every text: models settle, each somewhere else.', {
    regime: { kind: 'accumulate' },
  }),
  preset('A pinch of real data', 'One real token in ten: nothing is forgotten for good.', {
    regime: { kind: 'mix', fresh: defaultFresh },
  }),
];
