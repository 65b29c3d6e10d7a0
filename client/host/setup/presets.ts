/** Presets of the config. */
import { configLimits, defaultConfig, defaultFresh, type Config } from '../../../shared/session/config.ts';

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
  preset('A thousand tokens', 'Long texts: it takes very long.', { textLength: configLimits.textLength.max }),
  preset('The urn', 'Keep every text: models settle, each somewhere else.', {
    regime: { kind: 'accumulate' },
  }),
  preset('A pinch of real data', 'One real token in ten: nothing is forgotten for good.', {
    regime: { kind: 'mix', fresh: defaultFresh },
  }),
];
