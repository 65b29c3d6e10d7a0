/** Fuzz of a real server: npm run fuzz [-- --packets N --seed N]. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';

type Fuzz = typeof import('../test/fuzz/run.ts');

const { values } = parseArgs({
  options: { packets: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const mostGrowth = 50e6;

await withModule('/test/fuzz/run.ts', async ({ fuzz }: Fuzz) => {
  console.log(`seed ${seed}`);
  const figures = await fuzz({ packets: Number(values.packets), seed });
  const { growth, complaints, wrong, refused, ...told } = figures;
  const inMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.table(refused);
  console.log(`${told.packets} packets on ${told.connections} connections`);
  console.log(`memory grew by ${inMegabytes(growth.live)}, resident by ${inMegabytes(growth.resident)}`);
  console.log(`${told.games} games were played beside, of ${told.turns} turns that were acknowledged`);
  for (const line of [...complaints, ...wrong]) console.log(`WRONG  ${line}`);
  const isWell = complaints.length === 0 && wrong.length === 0 && growth.live < mostGrowth;
  console.log(isWell ? 'nothing ended, and nothing was lost' : `npm run fuzz -- --seed ${seed}`);
  process.exitCode = isWell ? 0 : 1;
});
