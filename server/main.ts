/** Production entry point: serves the built client. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { clientFiles } from './http/static.ts';
import { run } from './run.ts';

const folder = resolve(import.meta.dirname, '..', 'dist');
if (!existsSync(resolve(folder, 'index.html'))) {
  console.error('The client is not built: run "npm run build".');
  process.exit(1);
}
await run({ pages: (_http, base) => clientFiles(folder, base), development: false });
