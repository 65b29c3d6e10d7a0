/** Fuzz test with twenty thousand packets; `npm run fuzz` sends a million. */
import { expect, test } from 'vitest';
import { fuzz } from './run.ts';

test('twenty thousand packets end nothing and leave nothing behind, and the class beside plays to the end', async () => {
  const figures = await fuzz({ packets: 20_000, seed: 1 });
  const { packets, complaints, growth, games, turns, wrong, refused } = figures;
  expect(packets).toBeGreaterThanOrEqual(20_000);
  expect(complaints).toEqual([]);
  expect(growth.live).toBeLessThan(50e6);
  expect([turns / games, wrong]).toEqual([2 * 8 * 50, []]);
  // it came as far as this: what it said was read, and by every part refused for what it is
  const handshakes = ['room_not_found', 'bad_key', 'bad_request', 'wrong_version'];
  const emits = ['bad_request', 'bad_config', 'bad_name', 'unknown_command'];
  const emitsByOthers = ['not_host', 'not_joined', 'wrong_phase', 'too_many'];
  expect(Object.keys(refused)).toEqual(
    expect.arrayContaining([
      ...handshakes.map((code) => `handshake ${code}`),
      ...[...emits, ...emitsByOthers].map((code) => `emit ${code}`),
      'http not_found',
    ]),
  );
});
