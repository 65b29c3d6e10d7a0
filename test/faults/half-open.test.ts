/** Half-open connections; `npm run faults -- half-open` measures how soon devices play again. */
import { expect, test } from 'vitest';
import type { WebSocketPolicy } from '../support/network/proxy.ts';
import { reconnect } from './half-open.ts';

test.each<[string, WebSocketPolicy]>([
  ['by WebSocket', 'carried'],
  ['by polling only', 'refused'],
])('a device back beside its half-open line plays, and never counts as gone: %s', async (_how, webSocket) => {
  const { played, offline } = await reconnect(5, webSocket);
  expect([played.length, offline]).toEqual([5, 0]);
});
