/** A student's page behind a bad network; `npm run faults -- browser` measures how soon it reports it. */
import { expect, test } from 'vitest';
import { watchBanner } from './banner.ts';
import { faults, type Network } from '../support/network/proxy.ts';

test.each<[string, Partial<Network>]>([
  ['by WebSocket', {}],
  ['by polling only, slowly', { webSocket: 'refused', latency: 100, bytesPerSecond: 200_000 }],
])('in every fault the page says so, and plays on without a tap: %s', async (_how, network) => {
  const figures = await watchBanner(faults, network);
  expect(figures.map(({ fault }) => fault)).toEqual(faults);
});
