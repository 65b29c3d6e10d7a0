/** Scene diff: of each line only the points that have changed, since long lists are slow to copy to a worker. */
import type { Scene } from './painter.ts';

/** A scene as what differs from the one before it. */
export interface SceneDiff extends Omit<Scene, 'lines'> {
  /** of each line, how many of its points are as they were; then how many it has */
  lengths: readonly { kept: number; length: number }[];
  /** the points after those, one line after the other */
  points: Float64Array<ArrayBuffer>;
}

/** @returns null where the scene is the same */
export function pack(scene: Scene, before: Scene | null): SceneDiff | null {
  const { lines, ...rest } = scene;
  const lengths = lines.map((line, index) => ({
    kept: sharedLength(line, before?.lines[index] ?? []),
    length: line.length,
  }));
  const points = new Float64Array(lengths.reduce((sum, { kept, length }) => sum + length - kept, 0));
  let at = 0;
  lines.forEach((line, index) => {
    for (let point = lengths[index]!.kept; point < line.length; point++) points[at++] = line[point]!;
  });
  const isSame = points.length === 0 && before !== null && isAsLong(lines, before) && isAlike(rest, before);
  return isSame ? null : { ...rest, lengths, points };
}

export function unpack({ lengths, points, ...rest }: SceneDiff, before: Scene | null): Scene {
  let at = 0;
  const lines = lengths.map(({ kept, length }, index) => {
    const line = Array.from(before?.lines[index] ?? []).slice(0, kept);
    while (line.length < length) line.push(points[at++]!);
    return line;
  });
  return { ...rest, lines };
}

function sharedLength(line: ArrayLike<number>, other: ArrayLike<number>): number {
  const most = Math.min(line.length, other.length);
  let shared = 0;
  while (shared < most && line[shared] === other[shared]) shared++;
  return shared;
}

function isAsLong(lines: Scene['lines'], before: Scene): boolean {
  return (
    lines.length === before.lines.length &&
    lines.every(({ length }, index) => length === before.lines[index]!.length)
  );
}

function isAlike(rest: Omit<Scene, 'lines'>, before: Scene): boolean {
  return Object.entries(rest).every(([key, value]) => value === before[key as keyof Scene]);
}
