/**
 * Three servers on one PostgreSQL, behind nginx where that is installed: how long everybody is gone when a server or
 * PostgreSQL ends, and what more servers carry. Usage: npm run cluster [-- --check]
 *
 * With --check it plays through nginx alone, by polling, and exits with 1 where that is not flawless.
 */
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';
import { printResults } from './print-results.ts';

type Report = typeof import('./cluster/report.ts');

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

await withModule('/tools/cluster/report.ts', ({ polling, all }: Report) =>
  printResults(values.check ? polling() : all()),
);
