/** A bad Wi-Fi; `npm run faults -- wifi` plays two minutes of it with three hundred devices. */
import { expect, test } from 'vitest';
import { webSocketPolicies, type WebSocketPolicy } from '../support/network/proxy.ts';
import { playOnWifi } from './wifi.ts';

test.each<[string, readonly WebSocketPolicy[]]>([
  ['by WebSocket', ['carried']],
  ['by polling only', ['refused']],
  ['behind proxies of every kind', webSocketPolicies],
])('devices that lose their line every 15 s lose and double no turn: %s', async (_how, webSockets) => {
  const plan = { seed: 1, classes: 2, devices: 25, seconds: 10, turnSeconds: 5, webSockets };
  const { cuts, acknowledged, catchUps, ...wrong } = await playOnWifi(plan);
  expect(wrong).toEqual({ lost: [], doubled: [], gaps: [], misled: [] });
  expect(cuts).toBeGreaterThan(10);
  expect(catchUps.length).toBeGreaterThan(10);
  expect(acknowledged).toBeGreaterThan(50);
});
