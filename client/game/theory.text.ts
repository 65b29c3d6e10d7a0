/** All sentences in which theory gives a number, for each regime × writing × play. */
import { isAbsorbing, type Config } from '../../shared/session/config.ts';
import { isAtEnd } from '../../shared/session/state.ts';
import { expectedAverage, expectedCount, expectedSpread, type Expected } from '../../shared/theory/class.ts';
import { betaLaw, urnVariance, type Law } from '../../shared/theory/law.ts';
import { atEnd, quantile, type Outlook } from '../../shared/theory/outlook.ts';
import { capitalised, count, figureOfP, percent } from '../ui/format.ts';
import type { Numbers } from './numbers.ts';
import { hasSettled, type World } from './regime.text.ts';

/** A number that theory gives, and on request where nine classes in ten are. */
export interface Note {
  note: string;
  /** null where the number is a probability, or its law is not known */
  more: (() => string) | null;
}

/** After how many rounds, and of how many models. */
type Sample = Pick<Numbers, 'round' | 'rollouts'>;

/** Theory is about texts that are drawn. What students make up is compared with it, and follows no law. */
function expectedWord({ writing }: World): string {
  return writing === 'throw' ? 'expected' : 'by chance';
}

/** What a dashed curve or an outline is. */
export function curveOfTheory({ writing }: World): string {
  return writing === 'throw' ? 'what theory expects' : 'what chance would do';
}

export function lawWord({ writing }: World): string {
  return writing === 'throw' ? 'the exact law' : 'the law of chance';
}

const tenths = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** How many models are at an end; of a relay's one, the probability. */
export function endedNote(config: World, { round, rollouts }: Sample, theory: Outlook): Note {
  const chance = atEnd(theory)[round]!;
  if (rollouts === 1) {
    const word = config.writing === 'throw' ? 'chance' : 'by chance';
    return { note: `${word} ${probability(chance)}`, more: null };
  }
  const more = () => {
    const { low, high } = expectedCount(chance, rollouts);
    return rangeSentence(config, String(low), String(high), theory);
  };
  const expected = (chance * rollouts).toLocaleString('en', tenths);
  return { note: `${expectedWord(config)} ${expected}`, more };
}

/**
 * The mean of p, which stays where it began.
 *
 * @param precision how many values of p the figure tells apart
 */
export function meanNote(
  config: World & Pick<Config, 'start'>,
  numbers: Sample,
  theory: Outlook,
  precision = 100,
): Note {
  const expected = () => expectedAverage(lawAt(theory, numbers.round), numbers.rollouts, (p) => p);
  return {
    note: `${expectedWord(config)} ${figureOfP(config.start, precision)}`,
    more: () => hundredths(config, expected(), theory),
  };
}

/** The class's root mean square distance from the start. */
export function spreadNote(config: World & Pick<Config, 'start'>, numbers: Sample, theory: Outlook): Note {
  const { round, rollouts } = numbers;
  const expected = expectedSpread(lawAt(theory, round), rollouts, config.start);
  return {
    note: `${expectedWord(config)} ${expected.mean.toFixed(2)}`,
    more: () => hundredths(config, expected, theory),
  };
}

/**
 * What is left of diversity, the mean of p(1 − p) over its value at the start.
 *
 * @param figure of the share
 */
export function diversityNote(
  config: World & Pick<Config, 'start'>,
  { round, rollouts }: Sample,
  theory: Outlook,
  figure = wholePercent,
): Note {
  const whole = config.start * (1 - config.start);
  const more = () => {
    // at most 1/4, so that four times as much is at most 1
    const { low, high } = expectedAverage(lawAt(theory, round), rollouts, (p) => 4 * p * (1 - p));
    const [least, most] = [Math.floor((25 * low) / whole), Math.ceil((25 * high) / whole)];
    return rangeSentence(config, `${least}\u00a0%`, `${most}\u00a0%`, theory);
  };
  return { note: `${expectedWord(config)} ${figure(theory.diversity[round]!)}`, more };
}

/** A share in whole percent, so that it never asks for more room while it changes. */
export function wholePercent(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1\u00a0%';
  if (share < 1 - 1e-12 && share >= 0.995) return 'over 99\u00a0%';
  return `${Math.round(100 * share)}\u00a0%`;
}

/** The law of p; of a large urn an approximate one. */
function lawAt({ exact, laws, mean, deviation }: Outlook, round: number): Law {
  if (round === 0) return { before: mean[0]!, size: 1, mass: Float64Array.of(1) };
  return exact ? laws[round - 1]! : betaLaw(mean[round]!, deviation[round]!);
}

function hundredths(config: World, { low, high }: Expected, theory: Outlook): string {
  const [least, most] = [Math.floor(100 * low + 1e-9) / 100, Math.ceil(100 * high - 1e-9) / 100];
  return rangeSentence(config, least.toFixed(2), most.toFixed(2), theory);
}

function rangeSentence({ writing }: World, low: string, high: string, { exact }: Outlook): string {
  const nine = `${exact ? 'at least' : 'about'} nine times in ten: ${rangeOf(low, high)}.`;
  return writing === 'throw' ? capitalised(nine) : `By chance ${nine}`;
}

/** How many rollouts of another world theory expects at an end after the last round. */
export function expectationSentence(chance: number, rollouts: number): string {
  const { mean, low, high } = expectedCount(chance, rollouts);
  return `Theory expects ${mean.toFixed(1)}, and at least nine times in ten ${rangeOf(String(low), String(high))}.`;
}

function rangeOf(low: string, high: string): string {
  return low === high ? low : `${low} to ${high}`;
}

/** When half of so many models have collapsed: the median that a forecast is set beside. */
export function medianWords({ writing }: World, models: number): string {
  const of = models === 1 ? 'the model' : `half of ${models} models`;
  return writing === 'throw' ? `The exact median of ${of}` : `By chance the median of ${of}`;
}

/** A model in mid-game: its p now, p(t), and t. */
export interface Moment {
  p: number;
  round: number;
}

/**
 * Where a model is going, in the words of the regime; null where no round is left, and where students make up the
 * texts.
 *
 * Under `replace` p is a martingale, so it ends at 1 with probability p. The rounds are medians: of the collapse at
 * either end, and of the collapse at 1 among those models that end there.
 *
 * @param theory the outlook from this moment over the rounds that are left; null until it is known
 */
export function aheadSentence(config: Config, { p, round }: Moment, theory: Outlook | null): string | null {
  const { regime, rounds, textLength, writing } = config;
  const left = rounds - round;
  if (left <= 0 || writing === 'type') return null;
  switch (regime.kind) {
    case 'replace': {
      if (isAtEnd(p)) return null;
      const ends = `Ends at 1 with probability ${probability(p)}`;
      return theory === null ? `${ends}.` : `${ends}${collapseAhead(theory, p, left)}`;
    }
    case 'mix': {
      const after = `Expected at ${figureOfP(meanAhead(config, p, left), 100)} after the last round`;
      return theory === null
        ? `${after}.`
        : `${after}, at an end then with probability ${probability(atEnd(theory)[left]!)}.`;
    }
    case 'accumulate':
      return `Expected to stay at ${figureOfP(p, textLength)}, give or take ${spreadAhead(config, { p, round }).toFixed(2)}.`;
    default:
      return regime satisfies never;
  }
}

function collapseAhead(theory: Outlook, p: number, left: number): string {
  const collapsed = atEnd(theory);
  const within = quantile(collapsed, 0.5);
  if (within === null)
    return `; it collapses before the game is over with probability ${probability(collapsed[left]!)}.`;
  const half = `. Half of all such models collapse within ${count(within, 'round')}`;
  const atOne = quantile(
    theory.atOne.map((chance) => chance / p),
    0.5,
  );
  if (atOne === within) return `${half}.`;
  return atOne === null
    ? `${half}; of those that end at 1, fewer than half before the game is over.`
    : `${half}; half of those that end at 1, within ${atOne}.`;
}

/** The same in a few words, for one of several models: exact, and without a law. */
export function aheadWords(config: Config, { p, round }: Moment): string | null {
  const left = config.rounds - round;
  if (left <= 0 || config.writing === 'type') return null;
  switch (config.regime.kind) {
    case 'replace':
      return isAtEnd(p) ? null : `1 with probability ${probability(p)}`;
    case 'mix':
      return `expected at ${figureOfP(meanAhead(config, p, left), 100)}`;
    case 'accumulate':
      return `give or take ${spreadAhead(config, { p, round }).toFixed(2)}`;
    default:
      return config.regime satisfies never;
  }
}

/** E[p] after some more rounds with fresh data: each takes it a share `fresh` of the way back to the start. */
function meanAhead({ regime, start }: Config, p: number, rounds: number): number {
  const kept = regime.kind === 'mix' ? 1 - regime.fresh : 1;
  return start + kept ** rounds * (p - start);
}

/** The standard deviation of an urn's p after the last round, seen from now. */
function spreadAhead({ textLength, rounds }: Config, { p, round }: Moment): number {
  return Math.sqrt(urnVariance(textLength, rounds - round, { p, texts: round }).at(-1)!);
}

/** That it would end was certain; where, was not. Null where no end is for good. */
export function tossSentence(config: Pick<Config, 'regime' | 'writing' | 'start'>): string | null {
  if (!isAbsorbing(config)) return null;
  const toss =
    config.start === 0.5
      ? 'Which end a model takes is a toss of a coin.'
      : `Which end a model takes is chance: 1 with probability ${config.start}.`;
  return `${toss} That it takes one is not.`;
}

/** A chance in two digits; 0 and 1 only where it is exactly that. */
export function probability(chance: number): string {
  const figure = chance.toFixed(2);
  if (figure === '0.00' && chance > 0) return 'below 0.01';
  return figure === '1.00' && chance < 1 ? 'above 0.99' : figure;
}

/** What a lesson will show, exactly; where students make up the texts, what it would show if they were drawn. */
export function promises(config: Config, outlook: Outlook): string[] {
  const drawn = drawnPromises(config, outlook);
  return config.writing === 'throw'
    ? drawn
    : ['no law says what students make up', `drawn by chance: ${drawn.join(', ')}`];
}

function drawnPromises(config: Config, outlook: Outlook): string[] {
  const { play, regime, rounds, start } = config;
  const ended = atEnd(outlook);
  const last = ended[rounds]!;
  const share = percent(last);
  const around = `around ${figureOfP(start, 100)}, with a standard deviation of ${outlook.deviation[rounds]!.toFixed(2)}`;
  switch (regime.kind) {
    case 'replace': {
      const median = quantile(ended, 0.5);
      if (play === 'relay')
        return [
          `the model collapses by round ${rounds} with probability ${share}`,
          ...(median === null ? [] : [`as likely as not by round ${median}`]),
        ];
      return [
        `${share} of models collapse by round ${rounds}`,
        ...(last < fewest ? [] : [`half of those by round ${quantile(ended, last / 2)}`]),
      ];
    }
    case 'mix': {
      return [
        `p ends up spread ${around}`,
        play === 'relay'
          ? `the model is at an end in round ${rounds} with probability ${share}, for now`
          : `${share} of models are at an end in round ${rounds}, for now`,
      ];
    }
    case 'accumulate':
      return [
        'no model collapses',
        `p ${hasSettled({ ...config, writing: 'throw' }, rounds) ? 'settles' : 'ends up spread'} ${around}`,
      ];
    default:
      return regime satisfies never;
  }
}

/** Why what the regime does would hardly be seen; null where it would, and where nothing is known of the texts. */
export function faintness(config: Config, outlook: Outlook): string | null {
  const { play, writing, regime, rounds, textLength } = config;
  if (writing === 'type') return null;
  if (regime.kind !== 'replace') {
    const reach = 2 * outlook.deviation[rounds]!;
    if (reach >= 0.1) return null;
    return `The lesson would hardly show: p stays within ${reach.toFixed(2)} of where it began. Shorter texts move more.`;
  }
  const ended = atEnd(outlook);
  if (ended[rounds]! < 0.5) {
    const mean = Math.round(outlook.meanCollapse!);
    const share = percent(ended[rounds]!);
    const few =
      play === 'relay' ? `the model collapses with probability ${share}` : `${share} of models collapse`;
    return `The lesson would not show: ${few}. With this text length it takes ${count(mean, 'round')} on average. Take shorter texts or more rounds.`;
  }
  if (textLength > 1 && ended[1]! >= 0.5)
    return 'Half of the models collapse in the first round, so there is little to watch. Take longer texts, or a start nearer to ½.';
  return null;
}

/** The share of collapses below which nothing is said of half of them. */
const fewest = 0.01;

/**
 * The plan's fan for those who do not see it.
 *
 * @param outer its pale band by round
 */
export function fanLabel(
  { exact, atZero, atOne }: Pick<Outlook, 'exact' | 'atZero' | 'atOne'>,
  outer: readonly (readonly [low: number, high: number])[],
): string {
  const rounds = outer.length - 1;
  const [low, high] = outer[rounds]!;
  const most = exact ? 'at least nine in ten models have' : 'two standard deviations are';
  return `The expected fan. After ${count(rounds, 'round')} ${most} p between ${figureOfP(low, 100)} and ${figureOfP(high, 100)}; ${percent(atZero[rounds]!)} of models are at 0 and ${percent(atOne[rounds]!)} at 1.`;
}

/** What the bands of the plan's fan are. */
export function fanCaption({ writing }: World, isExact: boolean): string {
  const bands = isExact
    ? 'Strong: where at least half of all models are in each round; pale: at least nine in ten.'
    : 'Strong: one standard deviation each way in each round; pale: two.';
  const source =
    writing === 'throw'
      ? 'Exact, not simulated.'
      : 'All of this is for texts drawn by chance: what students make up follows no law.';
  return `${bands} Above and below: those that are at 1 and at 0. ${source}`;
}
