/** Half-open connections; `npm run faults -- half-open` measures how soon devices play again. */
import { expect, test } from 'vitest';
import { reconnect } from './half-open.ts';

test.each([
  ['by WebSocket', false],
  ['by polling only', true],
])(
  'a device back beside its half-open line plays, and never counts as gone: %s',
  async (_how, pollingOnly) => {
    const { played, offline } = await reconnect(5, pollingOnly);
    expect([played.length, offline]).toEqual([5, 0]);
  },
);
