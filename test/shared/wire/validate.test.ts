/** Validation: what passes, and the error code and field of what does not. */
import { describe, expect, test } from 'vitest';
import {
  isHostCall,
  isPlayerCall,
  parseCreateSession,
  parseHandshake,
  parseHostCall,
  parsePlayerCall,
  parseTail,
} from '../../../shared/wire/validate.ts';
import type { HostCall, PlayerCall } from '../../../shared/wire/calls.ts';
import { defaultConfig } from '../../../shared/session/config.ts';

const junk = [null, undefined, 0, 'x', true, [], [1], () => 1, Number.NaN];

describe('a new session', () => {
  test('may leave everything out', () => {
    expect(parseCreateSession({})).toEqual({ ok: true, value: { title: '', config: {} } });
    const whole = parseCreateSession({ config: defaultConfig });
    expect(whole).toMatchObject({ ok: true, value: { config: defaultConfig } });
    expect(parseCreateSession({ extra: 1 })).toMatchObject({ ok: true });
  });

  test.each([
    [{ config: { rounds: 0 } }, 'rounds'],
    [{ config: { rounds: 201 } }, 'rounds'],
    [{ config: { rounds: 1.5 } }, 'rounds'],
    [{ config: { textLength: 1001 } }, 'textLength'],
    [{ config: { start: 0 } }, 'start'],
    [{ config: { start: 1 } }, 'start'],
    [{ config: { start: null } }, 'start'],
    [{ config: { teams: 1 } }, 'teams'],
    [{ config: { handRounds: -1 } }, 'handRounds'],
    [{ config: { turnSeconds: 2 } }, 'turnSeconds'],
    [{ config: { beat: 10_001 } }, 'beat'],
    [{ config: { play: 'solo' } }, 'play'],
    [{ config: { regime: { kind: 'mix' } } }, 'regime.fresh'],
    [{ config: { regime: { kind: 'mix', fresh: 1 } } }, 'regime.fresh'],
    [{ config: { regime: { kind: 'forget' } } }, 'regime.kind'],
    [{ config: { regime: { kind: 'replace', fresh: 0.1 } } }, 'regime.fresh'],
    [{ config: { speed: 2 } }, 'speed'],
    [{ config: [] }, 'config'],
    [{ title: 'x'.repeat(121) }, 'title'],
    [{ secret: 'F'.repeat(32) }, 'secret'],
    [{ secret: 'abc' }, 'secret'],
  ])('%j is bad_config at %s', (body, path) => {
    expect(parseCreateSession(body)).toMatchObject({ ok: false, error: { code: 'bad_config', path } });
  });

  test.each(junk)('%s is no session', (body) => {
    expect(parseCreateSession(body)).toMatchObject({ ok: false, error: { code: 'bad_config' } });
  });
});

describe('a handshake', () => {
  test('says its version first', () => {
    for (const auth of [...junk, {}, { version: 2, role: 'player' }, { version: '1', role: 'player' }])
      expect(parseHandshake(auth)).toMatchObject({ ok: false, error: { code: 'wrong_version' } });
    const board = parseHandshake({ version: 1, role: 'board', after: 7, extra: true });
    expect(board).toMatchObject({ ok: true, value: { role: 'board', after: 7 } });
  });

  test.each([
    [{ role: 'admin' }, 'role'],
    [{}, 'role'],
    [{ role: 'player', key: 5 }, 'key'],
    [{ role: 'board', after: -1 }, 'after'],
    [{ role: 'board', after: 0.5 }, 'after'],
  ])('%j is refused at %s', (auth, path) => {
    expect(parseHandshake({ version: 1, ...auth })).toMatchObject({ error: { code: 'bad_request', path } });
  });
});

describe('emits', () => {
  test('are known by their names alone', () => {
    expect(['join', 'forecast', 'generate', 'refit'].every(isPlayerCall)).toBe(true);
    expect(['start', 'toString'].some(isPlayerCall)).toBe(false);
    expect(isHostCall('__proto__')).toBe(false);
  });

  test('become commands of their seat', () => {
    const turn = { rollout: 1, round: 2, ones: 3 };
    const refit = parsePlayerCall('refit', { ...turn, player: 9 }, 4);
    expect(refit).toEqual({ ok: true, value: { type: 'refit', player: 4, ...turn } });
    const join = parsePlayerCall('join', undefined, null);
    expect(join).toEqual({ ok: true, value: { type: 'join', player: null } });
    const forecast = parsePlayerCall('forecast', { round: 3, pole: 0 }, null);
    expect(forecast).toMatchObject({ error: { code: 'not_joined' } });
  });

  test.each<[PlayerCall, object, string]>([
    ['join', { name: 7 }, 'name'],
    ['forecast', { pole: 0 }, 'round'],
    ['forecast', { round: 0, pole: 0 }, 'round'],
    ['forecast', { round: null, pole: 2 }, 'pole'],
    ['forecast', { round: null, pole: null }, 'pole'],
    ['generate', { rollout: 0, round: 0 }, 'tokens'],
    ['generate', { rollout: -1, round: 0, tokens: '' }, 'rollout'],
    ['refit', { rollout: 0, round: 0.5, ones: 1 }, 'round'],
    ['refit', { rollout: 0, round: 0, ones: '4' }, 'ones'],
  ])('%s %j is refused at %s', (name, payload, path) => {
    expect(parsePlayerCall(name, payload, 1)).toMatchObject({ error: { code: 'bad_request', path } });
  });

  test.each<[HostCall, object, string, string]>([
    ['configure', {}, 'bad_request', 'config'],
    ['configure', { config: { rounds: 999 } }, 'bad_config', 'rounds'],
    ['configure', { config: { regime: { kind: 'mix', fresh: 2 } } }, 'bad_config', 'regime.fresh'],
    ['advance', { round: 0 }, 'bad_request', 'step'],
    ['lock', {}, 'bad_request', 'locked'],
    ['kick', { player: 0 }, 'bad_request', 'player'],
    ['bots', { count: 251 }, 'bad_request', 'count'],
  ])('%s %j is %s at %s', (name, payload, code, path) => {
    expect(parseHostCall(name, payload)).toMatchObject({ error: { code, path } });
  });

  test.each(junk)('%s is never a payload that throws', (payload) => {
    for (const name of ['join', 'forecast', 'generate', 'refit'] as const)
      expect(typeof parsePlayerCall(name, payload, 1).ok).toBe('boolean');
    for (const name of ['configure', 'advance', 'lock', 'kick', 'bots'] as const)
      expect(parseHostCall(name, payload).ok).toBe(false);
    expect(parseTail(payload).ok).toBe(false);
  });
});
