/** Results of the Lab's rollouts: the distribution of the last p, and its statistics. */
import type { Outlook } from '../../shared/theory/outlook.ts';
import { binOf, expectedBy, histogram, type Bin } from '../game/histogram.ts';
import { endedWord } from '../game/regime.text.ts';
import { figureOfP, grouped } from '../ui/format.ts';
import type { Job } from './simulate.ts';
import { diversities, lastCounts, type Tally } from './tally.ts';

/** The most bars, less one, that have room beside a figure. */
const mostBars = 20;

/** p of the last round in bars, each with the count that theory expects, or null where there is no exact law. */
export function bars(tally: Tally, theory: Outlook | null): Bin[] {
  const law = theory?.laws.at(-1);
  const counted = Array.from(lastCounts(tally), (count, bin) => [bin / tally.last, count] as const);
  // by the tally's own bins first, so that both are counted alike
  const expected = law
    ? expectedBy(law, tally.rollouts).map(([p, count]) => [binOf(p, tally.last) / tally.last, count] as const)
    : null;
  return histogram(Math.min(tally.last, mostBars), counted, expected);
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
  const { kind } = experiment.regime;
  return kind === 'accumulate'
    ? `${grouped(rollouts)} settled, at ${figureOfP(mean, 1000)} on average`
    : `${grouped(zeros + ones)} of ${grouped(rollouts)} ${endedWord(kind)}`;
}
