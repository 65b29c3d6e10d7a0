/**
 * Three servers on one PostgreSQL, behind nginx where that is installed: how long everybody is gone when a server or
 * PostgreSQL ends, and what more servers carry. Usage: npm run cluster [-- --check | --failover]
 *
 * With --check it plays through nginx alone, by polling; with --failover PostgreSQL's primary is killed twenty times. It exits with 1 where that is not flawless.
 */
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';
import { printResults } from './print-results.ts';

type Report = typeof import('./cluster/report.ts');
type Failover = typeof import('./cluster/failover.ts');

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { check: flag, failover: flag } });

if (values.failover)
  await withModule('/tools/cluster/failover.ts', ({ failover }: Failover) => printResults(failover()));
else
  await withModule('/tools/cluster/report.ts', ({ polling, all }: Report) =>
    printResults(values.check ? polling() : all()),
  );
