/** Simulated lessons until one goes wrong: npm run simulate -- --runs N, or --seed N. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { withModule } from './client-modules.ts';

type Simulation = typeof import('../test/simulation/run.ts');

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string' }, from: { type: 'string' } },
});

/** Plays one seed alone, and prints all that happens in it. */
async function explain({ play }: Simulation, seed: number): Promise<boolean> {
  const trace: string[] = [];
  const { faults } = await play(seed, trace);
  console.log(trace.join('\n'));
  console.log(faults.length === 0 ? `seed ${seed}: all is well` : `seed ${seed}: ${faults.join('; ')}`);
  return faults.length === 0;
}

/** Plays so many seeds from one on, and names those that go wrong. */
async function search({ play }: Simulation, first: number, runs: number): Promise<boolean> {
  let failed = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const { faults } = await play(seed);
    if (faults.length === 0) continue;
    failed++;
    console.log(`seed ${seed}: ${faults.join('; ')}\n  npm run simulate -- --seed ${seed}`);
  }
  console.log(`${runs} lessons from seed ${first} on: ${failed} went wrong`);
  return failed === 0;
}

await withModule('/test/simulation/run.ts', async (simulation: Simulation) => {
  const isWell =
    values.seed === undefined
      ? await search(simulation, Number(values.from ?? randomInt(2 ** 31)), Number(values.runs))
      : await explain(simulation, Number(values.seed));
  process.exitCode = isWell ? 0 : 1;
});
