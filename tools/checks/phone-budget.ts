/** Size of the player's page: its first scripts and styles, compressed. Run after a build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 60_000;
const dist = join(import.meta.dirname, '../../dist');

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

/** The files of a chunk and of all that it imports at once. */
function filesOf(name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const { file, css = [], imports = [] } = manifest[name]!;
  return [file, ...css, ...imports.flatMap((imported) => filesOf(imported, seen))];
}

const files = ['browser.js', ...new Set(filesOf('index.html'))];
const sizes = files.map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file))).length }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

for (const { file, bytes } of sizes) console.log(`${kB(bytes).padStart(9)}  ${file}`);
console.log(`${kB(total).padStart(9)}  the phone's page, gzip (at most ${kB(limit)})`);
if (total > limit) process.exitCode = 1;
