/** Texts about the outlook of one model: what theory expects from now on. */
import type { Config } from '../../shared/session/config.ts';
import { isAtEnd } from '../../shared/session/state.ts';
import { urnVariance } from '../../shared/theory/law.ts';
import { atEnd, quantile, type Outlook } from '../../shared/theory/outlook.ts';
import { count, figureOfP } from '../ui/format.ts';

/** A model in mid-game: its p now, p(t), and t. */
export interface Moment {
  p: number;
  round: number;
}

/**
 * Where a model is going, in the words of the regime; null where no round is left.
 *
 * Under `replace` p is a martingale, so it ends at 1 with probability p. "Most likely within w rounds": w is the
 * fewest rounds from now by which it has collapsed with probability ½ or more.
 *
 * @param theory the outlook from this moment over the rounds that are left; null until it is known
 */
export function aheadSentence(config: Config, { p, round }: Moment, theory: Outlook | null): string | null {
  const { regime, rounds, textLength } = config;
  const left = rounds - round;
  if (left <= 0) return null;
  switch (regime.kind) {
    case 'replace': {
      if (isAtEnd(p)) return null;
      const ends = `Ends at 1 with probability ${probability(p)}`;
      if (theory === null) return `${ends}.`;
      const collapsed = atEnd(theory);
      const within = quantile(collapsed, 0.5);
      return within === null
        ? `${ends}; it collapses before the game is over with probability ${probability(collapsed[left]!)}.`
        : `${ends}, most likely within ${count(within, 'round')}.`;
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

/** The same in a few words, for one of several models: exact, and without a law. */
export function aheadWords(config: Config, { p, round }: Moment): string | null {
  const left = config.rounds - round;
  if (left <= 0) return null;
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

/** A chance in two digits; 0 and 1 only where it is exactly that. */
export function probability(chance: number): string {
  const figure = chance.toFixed(2);
  if (figure === '0.00' && chance > 0) return 'below 0.01';
  return figure === '1.00' && chance < 1 ? 'above 0.99' : figure;
}
