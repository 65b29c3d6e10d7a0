/** Puts the promises of docs/promises.md to the proof, each at its full size: npm run faults [-- part … --seed N]. */
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';
import { tell } from './rows.ts';

type Report = typeof import('../test/faults/report.ts');

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});

/** A part that came to no end has kept nothing. */
const failed = (name: string) => (error: Error) => [{ what: name, figure: error.message, isKept: false }];

await withModule('/test/faults/report.ts', async ({ parts }: Report) => {
  const asked = positionals.length > 0 ? positionals : Object.keys(parts);
  const unknown = asked.find((name) => !Object.hasOwn(parts, name));
  process.exitCode = 1;
  if (unknown !== undefined)
    return console.error(`There is no part "${unknown}". There are: ${Object.keys(parts).join(', ')}.`);
  let broken = 0;
  for (const name of asked) broken += tell(await parts[name]!(Number(values.seed)).catch(failed(name)));
  console.log(broken === 0 ? 'every promise was kept' : `promises broken: ${broken}`);
  process.exitCode = broken === 0 ? 0 : 1;
});
// plain Socket.IO tries again what it had to say, for minutes after its socket was closed
process.exit();
