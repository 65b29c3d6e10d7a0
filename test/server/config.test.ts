/** Environment variables: accepted values, and errors. */
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

const defaults = {
  port: 3000,
  host: undefined,
  dataDir: 'data',
  databaseUrl: null,
  publicUrl: null,
  trustProxy: false,
  logLevel: 'info',
  retentionDays: 90,
  diskBudget: 20,
  hostPassword: null,
};

test('an empty environment is enough', () => {
  expect(readConfig({ PATH: '/bin', PORT: '' })).toEqual(defaults);
});

const database = 'postgresql://game:chalk@db.example.org/classes?sslmode=verify-full';

test.each([
  ['PORT', '8080', { port: 8080 }],
  ['HOST', '127.0.0.1', { host: '127.0.0.1' }],
  ['DATA_DIR', '/srv/data', { dataDir: '/srv/data' }],
  ['DATABASE_URL', database, { databaseUrl: database }],
  ['PUBLIC_URL', 'https://play.example.org/', { publicUrl: 'https://play.example.org' }],
  [
    'PUBLIC_URL',
    'https://example.org/token-telephone/',
    { publicUrl: 'https://example.org/token-telephone' },
  ],
  ['TRUST_PROXY', '1', { trustProxy: 1 }],
  ['LOG_LEVEL', 'warn', { logLevel: 'warn' }],
  ['RETENTION_DAYS', '7', { retentionDays: 7 }],
  ['DISK_BUDGET_GB', '0.5', { diskBudget: 0.5 }],
  ['HOST_PASSWORD', 'chalk and cheese', { hostPassword: 'chalk and cheese' }],
])('%s=%s counts', (name, value, read) => {
  expect(readConfig({ [name]: value })).toEqual({ ...defaults, ...read });
});

const refused = {
  PORT: ['http', '70000', '-1'],
  PUBLIC_URL: [
    'play.example.org',
    'ftp://play.example.org',
    'https://example.org/play#a',
    'https://example.org/a//b',
    'https://example.org/host',
    'https://example.org/api/play',
  ],
  TRUST_PROXY: ['perhaps'],
  LOG_LEVEL: ['loud'],
  DISK_BUDGET_GB: ['none', '0', '-1'],
  RETENTION_DAYS: ['for ever', '0', '1.5'],
};

test.each(Object.entries(refused).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
  '%s=%s is refused in a sentence that names it',
  (name, value) => {
    expect(readConfig({ [name]: value })).toMatch(new RegExp(`^Invalid ${name} "${value}": .+\\.$`));
  },
);

test.each([
  ['HOST_PASSWORD', 'chalk'],
  ['DATABASE_URL', 'mysql://game:chalk@db.example.org/classes'],
  ['DATABASE_URL', 'game:chalk@db.example.org'],
])('%s holds a secret, so what is refused is not shown', (name, value) => {
  const sentence = readConfig({ [name]: value });
  expect(sentence).toMatch(new RegExp(`^Invalid ${name}: .+\\.$`));
  expect(sentence).not.toContain('chalk');
});
