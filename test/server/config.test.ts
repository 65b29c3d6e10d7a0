/** What the environment may say, and what is said where it says something else. */
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

test('an empty environment is enough', () => {
  expect(readConfig({ PATH: '/bin', PORT: '' })).toEqual({
    port: 3000,
    host: undefined,
    dataDir: 'data',
    publicUrl: null,
    trustProxy: false,
    logLevel: 'info',
    retentionDays: 90,
    hostPassword: null,
  });
});

test('every variable counts', () => {
  const env = {
    PORT: '8080',
    HOST: '127.0.0.1',
    DATA_DIR: '/srv/data',
    PUBLIC_URL: 'https://play.example.org/',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'warn',
    RETENTION_DAYS: '7',
    HOST_PASSWORD: 'chalk and cheese',
  };
  expect(readConfig(env)).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/srv/data',
    publicUrl: 'https://play.example.org',
    trustProxy: 1,
    logLevel: 'warn',
    retentionDays: 7,
    hostPassword: 'chalk and cheese',
  });
});

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['PUBLIC_URL', 'play.example.org'],
  ['PUBLIC_URL', 'ftp://play.example.org'],
  ['PUBLIC_URL', 'https://example.org/play'],
  ['TRUST_PROXY', 'perhaps'],
  ['LOG_LEVEL', 'loud'],
  ['RETENTION_DAYS', 'for ever'],
  ['RETENTION_DAYS', '0'],
  ['RETENTION_DAYS', '1.5'],
])('%s=%s is refused in a sentence that names it', (name, value) => {
  expect(readConfig({ [name]: value })).toMatch(new RegExp(`^${name} is "${value}": .+\\.$`));
});

test('a password that is too short is refused, and not shown', () => {
  const sentence = readConfig({ HOST_PASSWORD: 'chalk' });
  expect(sentence).toMatch(/^HOST_PASSWORD is refused: .+\.$/);
  expect(sentence).not.toContain('chalk');
});
