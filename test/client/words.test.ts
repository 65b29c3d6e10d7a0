import { expect, test } from 'vitest';
import { figureOfP } from '../../client/figures.ts';
import { classSentence, humanSentence, modelSentence, scoreSentences } from '../../client/phone/words.ts';
import { defaultConfig, type Config } from '../../shared/session/config.ts';
import type { View } from '../../shared/views.ts';

function viewAt(p: number, changes: Partial<Config> = {}, phase: View['phase'] = 'playing'): View {
  return {
    phase,
    config: { ...defaultConfig, ...changes },
    you: { player: 1, name: 'Quiet Otter', away: false, rollout: 0, line: [0.5, p], forecast: null },
    class: { players: 3, rollouts: 3, ends: [1, 1], mean: 0.5, atEnd: [] },
  } as unknown as View;
}

test('a collapse is for good under replace, and only there', () => {
  expect(modelSentence(viewAt(0))).toBe('Your model writes only 0s now. It has forgotten that 1 exists.');
  expect(modelSentence(viewAt(0, { regime: { kind: 'mix', fresh: 0.1 } }))).toBe(
    'Your model is at 0 now. Real data will bring it back.',
  );
  expect(classSentence(viewAt(0))).toBe('2 of 3 models have collapsed: 1 at 0, 1 at 1.');
  expect(classSentence(viewAt(0, { regime: { kind: 'mix', fresh: 0.1 } }))).toContain('are at an end now');
});

test('an urn settles somewhere', () => {
  expect(modelSentence(viewAt(0.43, { regime: { kind: 'accumulate' } }, 'finished'))).toBe(
    'Your model has settled near p = 0.43. The truth was ½.',
  );
});

test('in a relay there is one model, and it is nobody’s own', () => {
  expect(modelSentence(viewAt(1, { play: 'relay' }))).toContain('The model writes only 1s now');
});

test('a forecast is told beside what happened and what theory alone would have said', () => {
  expect(scoreSentences({ actual: 12, distance: 1, exact: 0 }, 'everyone')).toBe(
    'Half of the models had collapsed by round 12. You were 1 round off. The exact median was right.',
  );
  expect(scoreSentences({ actual: null, distance: 0, exact: 51 }, 'relay')).toBe(
    'The model had not collapsed by the end. You were right, to the round. The exact median was 51 rounds off.',
  );
});

test('people who switch too often are told so', () => {
  expect(humanSentence(8, 4.8)).toContain(
    '8 times between 0 and 1; chance would about 4.8 times. People who play chance',
  );
  expect(humanSentence(1, 1)).toContain(
    'once between 0 and 1; chance would about once. Chance could have done that.',
  );
});

test('a figure of p has the digits that its text length can tell apart', () => {
  expect([0, 1, 0.5, 0.4].map((p) => figureOfP(p, 10))).toEqual(['0', '1', '½', '0.40']);
  expect(figureOfP(0.437, 1000)).toBe('0.437');
});
