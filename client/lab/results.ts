/** Results of the Lab's rollouts: the distribution of the last p, and its statistics. */
import type { Experiment } from '../../shared/model/rollout.ts';
import type { Outlook } from '../../shared/theory/outlook.ts';
import { binOf, expectedBy, histogram, type Bin } from '../game/histogram.ts';
import { latticeOf } from '../game/numbers.ts';
import { drawn, endedWord, hasSettled } from '../game/regime.text.ts';
import { figureOfP, grouped } from '../ui/format.ts';
import type { Job } from './simulate.ts';
import { diversities, lastCounts, type Tally } from './tally.ts';

/** The most bars that have room beside a figure. */
const mostBars = 21;

/** p of the last round in bars, each with the count that theory expects, or null where there is no exact law. */
export function bars(tally: Tally, experiment: Experiment, theory: Outlook | null): Bin[] {
  const { last, rollouts } = tally;
  const law = theory?.laws.at(-1);
  /** the tally's own bins, so that all is counted alike */
  const tallied = (p: number) => binOf(p, last) / last;
  const counted = Array.from(lastCounts(tally), (count, bin) => [bin / last, count] as const);
  const expected = law ? expectedBy(law, rollouts).map(([p, count]) => [tallied(p), count] as const) : null;
  const { first, size, last: highest } = latticeOf(experiment, experiment.rounds);
  const possible = Array.from({ length: highest + 1 }, (_, i) => tallied((first + i) / size));
  return histogram({ first: 0, size: last, last }, mostBars, counted, expected, possible);
}

/** The rollouts after the last round, in numbers. */
export function endingOf(tally: Tally, start: number) {
  const { last, rollouts, sumOfP } = tally;
  const counts = lastCounts(tally);
  return {
    rollouts,
    zeros: counts[0]!,
    ones: counts[last]!,
    mean: sumOfP / rollouts,
    diversity: diversities(tally, start).at(-1)!,
  };
}

/** What a figure shows, in a few words under it; they follow the regime. */
export function caption({ experiment }: Job, tally: Tally): string {
  const { zeros, ones, rollouts, mean } = endingOf(tally, experiment.start);
  const world = drawn(experiment.regime);
  if (world.regime.kind !== 'accumulate')
    return `${grouped(zeros + ones)} of ${grouped(rollouts)} ${endedWord(world)}`;
  const settled = hasSettled(world, experiment.rounds) ? 'settled, ' : '';
  return `${grouped(rollouts)} ${settled}at ${figureOfP(mean, 1000)} on average`;
}
