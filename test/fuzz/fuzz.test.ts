/** A real server under twenty thousand packets that it does not expect. `npm run fuzz` sends it a million. */
import { expect, test } from 'vitest';
import { fuzz } from './run.ts';

test('twenty thousand packets end nothing and leave nothing behind, and the class beside plays to the end', async () => {
  const { packets, complaints, growth, games, turns, wrong, refused } = await fuzz({
    packets: 20_000,
    seed: 1,
  });
  expect(packets).toBeGreaterThanOrEqual(20_000);
  expect(complaints).toEqual([]);
  expect(growth.live).toBeLessThan(50e6);
  expect([turns / games, wrong]).toEqual([2 * 8 * 50, []]);
  // it came as far as this: what it said was read, and by every part refused for what it is
  expect(refused).toMatchObject({
    'handshake room_not_found': expect.any(Number),
    'handshake bad_key': expect.any(Number),
    'handshake bad_request': expect.any(Number),
    'handshake wrong_version': expect.any(Number),
    'emit bad_request': expect.any(Number),
    'emit bad_config': expect.any(Number),
    'emit bad_name': expect.any(Number),
    'emit unknown_command': expect.any(Number),
    'emit not_host': expect.any(Number),
    'emit not_joined': expect.any(Number),
    'emit wrong_phase': expect.any(Number),
    'emit too_many': expect.any(Number),
    'http not_found': expect.any(Number),
  });
});
