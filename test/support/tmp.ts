/** A path for a test's database, in a folder that goes with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'token-telephone-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data', 'test.sqlite');
}
