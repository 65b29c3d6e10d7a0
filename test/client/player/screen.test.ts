/** The player's current screen. */
import { expect, test } from 'vitest';
import { screenOf, type ScreenInput } from '../../../client/player/screen.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import type { Turn, View, You } from '../../../shared/view/views.ts';

const you: You = { player: 1, name: 'Quiet Otter', away: false, rollout: 0, line: [0.5], forecast: null };
const writing: Turn = { step: 'generate', rollout: 0, round: 2, p: 0.5, k: 10, seed: 7 };
const refitting: Turn = { step: 'refit', rollout: 4, round: 2, text: '0101010101', writer: null };

const view = (changes: Partial<View> = {}): View => ({
  seq: 9,
  now: 0,
  phase: 'playing',
  title: '',
  config: defaultConfig,
  round: 2,
  step: 'generate',
  deadline: null,
  you,
  turns: [],
  next: true,
  class: { players: 1, rollouts: 1, ends: [0, 0], mean: 0.5, atEnd: [0] },
  ...changes,
});

const show = (seen: Partial<ScreenInput>) =>
  screenOf({ status: 'connected', view: view(), isForecasting: false, isPlayed: () => false, ...seen });
const nameOf = (seen: Partial<ScreenInput>) => show(seen).name;

test('the first turn that was not played here is shown', () => {
  const turns = [writing, { ...writing, rollout: 5 }];
  const shown = show({ view: view({ turns }), isPlayed: (name) => name === 'generate 0/2' });
  expect(shown).toMatchObject({ name: 'write', turn: { rollout: 5 } });
  expect(nameOf({ view: view({ turns: [refitting] }) })).toBe('refit');
});

test('a turn that was played here is not shown again, whatever an older view says', () => {
  expect(nameOf({ view: view({ turns: [writing] }), isPlayed: () => true })).toBe('waiting');
});

test('a broken line hides nothing: the task stays', () => {
  expect(nameOf({ status: 'reconnecting', view: view({ turns: [writing] }) })).toBe('write');
});

test.each(['kicked', 'replaced', 'refused'] as const)('%s is the last word', (status) => {
  expect(nameOf({ status, view: view({ turns: [writing] }) })).toBe('gone');
});

test('a device without a seat is asked to join, until the end, which everybody sees', () => {
  expect(nameOf({ view: view({ you: null, phase: 'lobby' }) })).toBe('join');
  expect(nameOf({ view: view({ you: null }) })).toBe('join');
  expect(nameOf({ view: view({ you: null, phase: 'finished' }) })).toBe('finished');
  expect(nameOf({ view: null })).toBe('opening');
});

test('the lobby asks for a forecast where models can collapse for good', () => {
  const lobby = view({ phase: 'lobby' });
  const urn = view({ phase: 'lobby', config: { ...defaultConfig, regime: { kind: 'accumulate' } } });
  expect(nameOf({ view: lobby, isForecasting: true })).toBe('forecast');
  expect(nameOf({ view: lobby })).toBe('lobby');
  expect(nameOf({ view: urn, isForecasting: true })).toBe('lobby');
});

test('who is away is asked first, and a pause comes before a turn', () => {
  expect(nameOf({ view: view({ you: { ...you, away: true }, turns: [writing] }) })).toBe('away');
  expect(nameOf({ view: view({ phase: 'paused', turns: [writing] }) })).toBe('paused');
  expect(nameOf({ view: view({ phase: 'watching' }) })).toBe('watching');
});
