/** Crashes of a server during play; `npm run faults` runs a hundred of them. */
import { expect, test } from 'vitest';
import { crash, type CrashFigures } from './crashes.ts';

function expectAllThere({ acknowledged, back, ...wrong }: CrashFigures): void {
  expect(wrong).toEqual({ lost: [], doubled: [], gaps: [], misled: [], corrupt: [] });
  expect(acknowledged).toBeGreaterThan(500);
  expect(back.length).toBeGreaterThan(0);
}

test('killed ten times under two hundred devices, it has lost no turn that it acknowledged, and doubled none', async () => {
  expectAllThere(await crash({ seed: 2, kills: 10, signal: 'SIGKILL', classes: 5, devices: 40 }));
});

test('told to end, it has written all that it acknowledged', async () => {
  expectAllThere(await crash({ seed: 3, kills: 5, signal: 'SIGTERM', classes: 5, devices: 40 }));
});
