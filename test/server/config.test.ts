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
  };
  expect(readConfig(env)).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/srv/data',
    publicUrl: 'https://play.example.org',
    trustProxy: 1,
    logLevel: 'warn',
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
])('%s=%s is refused in a sentence that names it', (name, value) => {
  expect(readConfig({ [name]: value })).toMatch(new RegExp(`^${name} is "${value}": .+\\.$`));
});
