/** Fault tests of docs/promises.md at full size: npm run faults [-- part … --seed N]. */
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';
import { printResults, type Row } from './print-results.ts';

type Report = typeof import('./faults/report.ts');

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});

/** Puts parts to the proof, one after the other; one that comes to no end has kept nothing. */
async function* prove(parts: Report['parts'], names: readonly string[]): AsyncGenerator<Row[]> {
  for (const name of names)
    yield await parts[name]!(Number(values.seed)).catch((error: Error) => [
      { what: name, figure: error.message, isKept: false },
    ]);
}

await withModule('/tools/faults/report.ts', async ({ parts }: Report) => {
  const asked = positionals.length > 0 ? positionals : Object.keys(parts);
  const unknown = asked.find((name) => !Object.hasOwn(parts, name));
  if (unknown === undefined) return printResults(prove(parts, asked));
  process.exitCode = 1;
  console.error(`There is no part "${unknown}". There are: ${Object.keys(parts).join(', ')}.`);
});
// plain Socket.IO tries again what it had to say, for minutes after its socket was closed
process.exit();
