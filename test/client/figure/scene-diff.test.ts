/** Scene diffs, applied one after the other as the worker does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from '../../../client/figure/scene-diff.ts';
import type { Scene } from '../../../client/figure/painter.ts';

const area = { left: 64, top: 14, width: 600, height: 200, rounds: 20, unit: 1, fontSize: 15 };
const scene: fc.Arbitrary<Scene> = fc.record({
  lines: fc.array(fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 6 }), { maxLength: 4 }),
  round: fc.nat({ max: 2 }),
  theme: fc.constantFrom('dark', 'light'),
  collapses: fc.constant([]),
  behind: fc.constant([]),
  numbered: fc.boolean(),
  thick: fc.constant(false),
  simulation: fc.constant(null),
  size: fc.constant([800, 300] as const),
  area: fc.constant(area),
});

test('it has every scene as it is, whichever came before', () => {
  fc.assert(
    fc.property(fc.array(scene, { minLength: 1 }), (scenes) => {
      let sent: Scene | null = null;
      let had: Scene | null = null;
      for (const next of scenes) {
        const diff = pack(next, sent);
        if (diff) had = unpack(structuredClone(diff), had);
        expect(had).toEqual(next);
        sent = next;
      }
    }),
  );
});

test('of a new round only its points are sent, and of the same once more nothing', () => {
  const [before] = fc.sample(scene, 1);
  const first = { ...before!, lines: [[0.5, 0.4], [0.5]] };
  const second = { ...first, lines: first.lines.map((line, rollout) => [...line, [0.3, 0.6][rollout]!]) };
  expect([...pack(second, first)!.points]).toEqual([0.3, 0.6]);
  expect(pack({ ...second }, second)).toBeNull();
});
