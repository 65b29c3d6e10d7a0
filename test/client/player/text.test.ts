/** Texts and numbers of the player's page. */
import { expect, test } from 'vitest';
import { humanSentence } from '../../../client/player/human.text.ts';
import { figureOfP } from '../../../client/ui/format.ts';
import { unscoredSentence } from '../../../client/game/forecast.text.ts';
import {
  classSentence,
  modelSentence,
  scoreSentences,
  sourceOf,
  teamOf,
  titleOf,
  urnSentence,
} from '../../../client/player/player.text.ts';
import { defaultConfig, type Config } from '../../../shared/session/config.ts';
import { writingChance } from '../../../shared/model/unigram.ts';
import type { View } from '../../../shared/view/views.ts';

function viewAt(p: number, changes: Partial<Config> = {}, phase: View['phase'] = 'playing'): View {
  return {
    phase,
    config: { ...defaultConfig, ...changes },
    you: { player: 1, name: 'Quiet Otter', away: false, rollout: 0, line: [0.5, p], forecast: null },
    class: { players: 3, rollouts: 3, ends: [1, 1], mean: 0.5, atEnd: [] },
  } as unknown as View;
}

const mix: Partial<Config> = { regime: { kind: 'mix', fresh: 0.1 } };

test('a collapse is for good under replace, and only there', () => {
  expect(modelSentence(viewAt(0))).toBe('Your model writes only 0s now. It has forgotten that 1 exists.');
  expect(modelSentence(viewAt(0, mix))).toBe('Your model is at 0 now. Real data will bring it back.');
  expect(classSentence(viewAt(0))).toBe('2 of 3 models have collapsed: 1 at 0, 1 at 1.');
  expect(classSentence(viewAt(0, mix))).toContain('are at an end now');
});

test('a figure that others may have changed since is told as that of the round’s beginning', () => {
  expect(modelSentence({ ...viewAt(0.4), round: 1 })).toBe('Your model began this round at p = 0.40.');
  expect(modelSentence({ ...viewAt(0.4), round: 0 })).toBe('Your model is at p = 0.40.');
  expect(modelSentence({ ...viewAt(0.4, {}, 'watching'), round: 1 })).toBe('Your model is at p = 0.40.');
  expect(classSentence(viewAt(0.4, { regime: { kind: 'accumulate' } }))).toBeNull();
  expect(classSentence({ ...viewAt(0.4, { pace: 'manual' }), step: 'refit' })).toBeNull();
});

test('one of several models has, two have', () => {
  const one = viewAt(0, mix);
  one.class.ends = [1, 0];
  expect(classSentence(one)).toBe('1 of 3 models is at an end now: 1 at 0, 0 at 1.');
  one.config = defaultConfig;
  expect(classSentence(one)).toBe('1 of 3 models has collapsed: 1 at 0, 0 at 1.');
});

test('an urn moves less with each text, however early it was stopped, and a text’s weight is told', () => {
  expect(modelSentence(viewAt(0.43, { regime: { kind: 'accumulate' } }, 'finished'))).toBe(
    'Your model ended at p = 0.43, and each new text would move it less. The truth was ½.',
  );
  // the start counts as a text: after round t the last one is one of t + 2
  expect(urnSentence({ round: 0 })).toContain('one part in 2');
  expect(urnSentence({ round: 8 })).toContain('one part in 10');
});

test('a mix tells how training and real data make its p', () => {
  const turn = (p: number, round: number) =>
    ({ step: 'generate', rollout: 0, round, p, k: 10, seed: 1 }) as const;
  const told = (p: number, round: number, fresh = 0.1) =>
    sourceOf(turn(p, round), { regime: { kind: 'mix', fresh }, start: 0.5, writing: 'throw' });
  expect(told(0.5, 0).source).toBe('You start from real data with p = ½.');
  for (const trained of [0, 0.7, 1]) {
    const { source, lead } = told(writingChance({ kind: 'mix', fresh: 0.1 }, trained, 0.5), 3);
    expect(source).toBe(
      `Training gave p = ${figureOfP(trained, 10)}, and on average 10 % of the tokens are real data with p = ½.`,
    );
    // the p that training gave is not the probability of a 1
    expect(lead).toBe('You write a 1 with probability');
  }
  expect(told(0.5, 3, 0.001).source).toContain('on average 0.1 % of the tokens');
  expect(told(0.5, 3, 0.0001).source).toContain('on average under 0.1 % of the tokens');
});

test('a student is told the team once there is one', () => {
  const teams = viewAt(0.5, { play: 'teams' });
  expect(teamOf({ ...teams, you: { ...teams.you!, rollout: 1 } })).toBe('Team 2');
  expect(teamOf({ ...teams, you: { ...teams.you!, rollout: null } })).toBeNull();
  expect(teamOf(viewAt(0.5))).toBeNull();
});

test('where the teacher opens the rounds, nobody is said to be at it still after an own refit', () => {
  const title = (changes: Partial<View>) =>
    titleOf({ name: 'waiting', view: { ...viewAt(0.5, { pace: 'manual' }), next: false, ...changes } });
  expect(title({ step: 'refit' })).toBe('Your part of this round is done.');
  expect(title({ step: 'refit', next: true })).toBe('You are up next.');
  expect(title({ step: 'generate' })).toBe('Others are at it.');
});

test('in a relay there is one model, and it is nobody’s own', () => {
  expect(modelSentence(viewAt(1, { play: 'relay' }))).toContain('The model writes only 1s now');
});

test('a forecast is told beside what happened and what theory alone would have said', () => {
  const close = { actual: 12, distance: 1, exact: 2, classExact: 0 };
  expect(scoreSentences(close, { round: 11, pole: 0 }, defaultConfig)).toBe(
    'Half of the models had collapsed by round 12. You were 1 round off. Theory’s best guess was exactly right.',
  );
  const never = { actual: null, distance: 0, exact: 3, classExact: 51 };
  expect(scoreSentences(never, { round: null, pole: 0 }, { ...defaultConfig, play: 'relay' })).toBe(
    'The model had not collapsed by the end. You were exactly right. Theory’s best guess was 51 rounds off.',
  );
});

test('how never counts is said to whoever is scored by it', () => {
  const never = 'Never counts as round 61.';
  const told = (actual: number | null, round: number | null) =>
    scoreSentences(
      { actual, distance: 49, exact: 0, classExact: 0 },
      { round, pole: 0 },
      defaultConfig,
    ).includes(never);
  expect([told(12, null), told(null, 12), told(12, 30)]).toEqual([true, true, false]);
});

test('a forecast that a stop left without a score is told why', () => {
  expect(unscoredSentence(defaultConfig)).toBe(
    'The game was stopped before half of the models had collapsed, so forecasts are not scored.',
  );
  expect(unscoredSentence({ ...defaultConfig, play: 'relay' })).toContain('before the model had collapsed');
});

test('people who switch too often or too seldom for chance are told so, with the level; others are not', () => {
  expect(humanSentence('0101010101')).toBe(
    'You switched 9 times between 0 and 1; chance with as many 1s switches about 5 times. It switches that often in at most one text in 40. People who play chance mostly switch too often.',
  );
  expect(humanSentence('0000011111')).toContain('It switches that seldom in at most one text in 40.');
  expect(humanSentence('0110100110')).toBe(
    'You switched 6 times between 0 and 1; chance with as many 1s switches about 5 times. Chance could have done that: more than one text in 40 is as far off.',
  );
  expect(humanSentence('0000')).toBe('There was only one token to write, so nothing to switch between.');
});

test('whoever types is not told how many 1s there should be, which would take the sampling error away', () => {
  for (const regime of [{ kind: 'replace' }, { kind: 'accumulate' }, mix.regime!] as const) {
    const { source, lead } = sourceOf(
      { step: 'generate', rollout: 0, round: 3, p: 0.4, k: 10, seed: null },
      { regime, start: 0.5, writing: 'type' },
    );
    expect(`${source} ${lead}`).not.toMatch(/\babout\b|\bof 10\b|\b4\b/);
    expect(lead).toBe('Each is a 1 with probability');
  }
});

test('a figure of p has the digits that its text length can tell apart', () => {
  expect([0, 1, 0.5, 0.4].map((p) => figureOfP(p, 10))).toEqual(['0', '1', '½', '0.40']);
  expect(figureOfP(0.437, 1000)).toBe('0.437');
});
