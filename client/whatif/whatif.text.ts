/** Texts of what-ifs: names and outcomes. */
import { defaultFresh, type Config } from '../../shared/session/config.ts';
import { isAtEnd, type Finished } from '../../shared/session/state.ts';
import type { Regime } from '../../shared/model/unigram.ts';
import type { Question } from '../../shared/replay/whatif.ts';
import { drawn, hasSettled, haveEnded, type World } from '../game/regime.text.ts';
import { expectationSentence } from '../game/theory.text.ts';
import { capitalised, count, figureOfP, percent } from '../ui/format.ts';
import { lastRoundOf, linesOf, type OtherWorld } from './world.ts';

/** What was asked, and the lines that it led to. */
type Outcome = Pick<OtherWorld, 'question' | 'lines'>;

/** The questions that are one tap away: whatever the class did not play, from the start on. */
export function presetsFor(end: Finished): Question[] {
  const { config } = end;
  const played = lastRoundOf(end);
  const changes: Omit<Question, 'from'>[] = [
    { regime: { kind: 'mix', fresh: defaultFresh } },
    { regime: { kind: 'accumulate' } },
    { regime: { kind: 'replace' } },
    { textLength: 100 },
    { textLength: 1 },
    { start: 0.9 },
  ];
  const others = changes.map((change) => ({ from: 0, ...change })).filter((one) => isOtherwise(config, one));
  return played < config.rounds ? [{ from: played }, ...others] : others;
}

function isOtherwise(config: Config, question: Question): boolean {
  return partsOf(config, question).length > 0;
}

/** A question on a button. */
export function shortNameOf(end: Finished, question: Question): string {
  const { regime, textLength, start } = question;
  if (textLength) return `Texts of ${textLength === 1 ? 'one token' : `${textLength} tokens`}`;
  if (start) return `Start at ${start}`;
  return regime ? nameOf(end, question) : `Play on to round ${end.config.rounds}`;
}

/** What is otherwise, as the beginning of a sentence: "With one real token in ten, from round 12 on". */
export function nameOf({ config }: Finished, question: Question): string {
  const parts = partsOf(config, question);
  const { from } = question;
  if (parts.length === 0) return from === 0 ? 'With nothing otherwise' : `Played on from round ${from}`;
  if (from > 0) parts.push(`from round ${from} on`);
  return capitalised(parts.join(', '));
}

function partsOf(config: Config, { textLength, start, regime, from }: Question): string[] {
  const parts: string[] = [];
  if (regime && JSON.stringify(regime) !== JSON.stringify(config.regime)) parts.push(asChange(regime));
  if (textLength && textLength !== config.textLength)
    parts.push(`with texts of ${textLength === 1 ? 'one token' : `${textLength} tokens`}`);
  if (start && start !== config.start)
    parts.push(from === 0 ? `starting at ${start}` : `with real tokens at ${start}`);
  return parts;
}

/** A regime as a change from another one, at the beginning of a sentence or on a button. */
function asChange(regime: Regime): string {
  switch (regime.kind) {
    case 'replace':
      return 'keeping the last text alone';
    case 'accumulate':
      return 'keeping every text';
    case 'mix':
      return `with ${regime.fresh === defaultFresh ? 'about one real token in ten' : `${percent(regime.fresh)} real tokens on average`}`;
    default:
      return regime satisfies never;
  }
}

/** What came of it beside what happened, in one sentence. */
export function outcomeSentence(end: Finished, { question, lines }: Outcome): string {
  const { config, rollouts } = end;
  const { textLength, regime } = { ...config, ...question };
  const there = lastOf(lines);
  const here = lastOf(linesOf(end));
  const isOne = rollouts.length === 1;
  const result = isOne
    ? `the model ends at p = ${figureOfP(there[0]!, textLength)}`
    : atEndPhrase({ regime, writing: config.writing }, there);
  const before = isOne ? figureOfP(here[0]!, config.textLength) : atEndOf(here);
  const beside = `${nameOf(end, question)}, ${result}`;
  const lastRound = lastRoundOf(end);
  if (lastRound < config.rounds)
    return `${beside}. The class stopped after ${count(lastRound, 'round')}, with ${before}.`;
  const isTheSame = isOne ? there[0] === here[0] : atEndOf(there) === atEndOf(here);
  return isTheSame ? `${beside}, as before.` : `${beside} instead of ${before}.`;
}

function lastOf(lines: Outcome['lines']): number[] {
  return lines.map((line) => line.at(-1)!);
}

/** How many are at 0 or 1, and what that is called. */
function atEndPhrase(world: World, values: readonly number[]): string {
  const number = values.filter(isAtEnd).length;
  const who = number === values.length ? `all ${number}` : `${number || 'none'} of ${values.length}`;
  return `${who} ${haveEnded(world, number < 2 && number < values.length)}`;
}

function atEndOf(values: readonly number[]): string {
  const number = values.filter(isAtEnd).length;
  return number === values.length ? `all ${number}` : String(number || 'none');
}

/**
 * What to know of the other world besides: where an urn's models settled, or what theory expects.
 *
 * @param chance that a rollout is at an end after the last round; null where theory does not say
 */
export function besidesSentence(end: Finished, { question, lines }: Outcome, chance: number | null): string {
  const world = drawn(question.regime ?? end.config.regime);
  if (lines.length === 1) return '';
  if (world.regime.kind !== 'accumulate')
    return chance === null ? '' : expectationSentence(chance, lines.length);
  const values = lastOf(lines);
  const [least, most] = [Math.min(...values), Math.max(...values)].map((p) => figureOfP(p, 100));
  const settled = hasSettled(world, end.config.rounds) ? 'have settled' : 'are';
  return `They ${settled} between ${least} and ${most}.`;
}

/** What both worlds share, and what they cannot. */
export function dartsSentence({ config }: Finished, question: Question): string {
  const { textLength, start, regime, from } = question;
  const k = textLength ?? config.textLength;
  const urnOrLastText = (regime ?? config.regime).kind !== 'mix';
  const idle = from > 0 && start !== undefined && start !== config.start && urnOrLastText;
  if (idle) return `By round ${from} the start is past, so another one changes nothing.`;
  if (config.writing === 'type')
    return from === 0
      ? 'Whatever the class typed, here every text is drawn from its turn’s seed.'
      : `Up to round ${from} the texts are those of the game; from there on all are drawn from the turns’ seeds.`;
  if (k > config.textLength)
    return `The same darts: each text begins with the ${count(config.textLength, 'dart')} that the class threw for it, and then throws on.`;
  if (k < config.textLength)
    return `The same darts: each text is thrown with the first ${k === 1 ? 'one' : k} of the ${config.textLength} that the class threw for it.`;
  if (from > 0 && !isOtherwise(config, question))
    return 'The darts are those that the class would have thrown, had it not been stopped.';
  return 'The same darts: in each turn exactly those that the class threw.';
}
