/** Production entry point: serves the built client. */
import { resolve } from 'node:path';
import { clientFiles } from './http/static.ts';
import { run } from './run.ts';

const folder = resolve(import.meta.dirname, '..', 'dist');
await run({ pages: (_http, base) => clientFiles(folder, base), development: false });
