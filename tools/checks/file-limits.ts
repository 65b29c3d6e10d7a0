/** Limits on files and folders: lines in a file, files in a folder, files beside folders. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const mostLines = 400;
const mostFiles = 15;
/** The only files directly in these folders. */
const loose: Record<string, RegExp> = {
  shared: /^(RULES\.md|tsconfig\.json)$/,
  server: /^((main|dev|run|app|config)\.ts|tsconfig\.json)$/,
  client: /^tsconfig(\.workers)?\.json$/,
  test: /^tsconfig\.json$/,
};

const root = join(import.meta.dirname, '../..');
const files = globSync('{shared,server,client,test,tools}/**', { cwd: root })
  .filter((file) => statSync(join(root, file)).isFile())
  .toSorted();
const faults: string[] = [];

for (const file of files.filter((one) => /\.(ts|svelte|css)$/.test(one))) {
  const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
  if (lines > mostLines) faults.push(`${file} has ${lines} lines; at most ${mostLines}`);
}
for (const [folder, inside] of Map.groupBy(files, dirname))
  if (inside.length > mostFiles) faults.push(`${folder}/ has ${inside.length} files; at most ${mostFiles}`);
for (const file of files)
  if (loose[dirname(file)]?.test(basename(file)) === false) faults.push(`${file} belongs into a folder`);

for (const fault of faults) console.error(fault);
console.log(`file limits: ${files.length} files, ${faults.length} beyond a limit`);
process.exitCode = faults.length === 0 ? 0 : 1;
