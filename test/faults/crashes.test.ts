/** A server that is killed again and again while two hundred phones play. `npm run faults` kills it a hundred times. */
import { expect, test } from 'vitest';
import { crash } from './crashes.ts';

test('ten times killed, it has lost no turn that it acknowledged, doubled none, and every phone sees the end', async () => {
  const { acknowledged, lost, doubled, misled, corrupt, back } = await crash({
    seed: 2,
    kills: 10,
    classes: 5,
    phones: 40,
  });
  expect({ lost, doubled, misled, corrupt }).toEqual({ lost: [], doubled: [], misled: [], corrupt: [] });
  expect(acknowledged).toBeGreaterThan(1_000);
  expect(back.length).toBeGreaterThan(0);
});
