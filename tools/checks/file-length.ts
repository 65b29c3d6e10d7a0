/** Fails where a source file is longer than a reader should have to keep in mind: 300 lines. */
import { globSync, readFileSync } from 'node:fs';

const most = 300;
const files = globSync('{server,client,shared,test,tools}/**/*.{ts,svelte,css}', {
  exclude: ['**/node_modules/**'],
});
const long = files
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
  .filter(({ lines }) => lines > most);

for (const { file, lines } of long) console.error(`${file} has ${lines} lines; at most ${most}`);
console.log(`file length: ${files.length} files, ${long.length} over ${most} lines`);
process.exitCode = long.length === 0 ? 0 : 1;
