/** Temporary folders, removed on disposal or at the end of a test. */
import { mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const temporaryFolder = () => mkdtempDisposableSync(join(tmpdir(), 'token-telephone-'));

export function testFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** A path for a test's database, in a folder that does not exist yet. */
export const newFile = (): string => join(testFolder(), 'data', 'test.sqlite');

/** Every byte of a database's files in a folder. */
export function bytesIn(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.includes('.sqlite'));
  return files.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
}
