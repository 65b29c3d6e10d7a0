/** What-if: a session's random numbers under another config, as common random numbers (rules W1–W5). */
import { uniforms } from '../model/random.ts';
import { turnSeed } from '../session/secret.ts';
import type { Config } from '../session/config.ts';
import { countOnes, fit, generate, writingChance, type Regime } from '../model/unigram.ts';

/** The changed fields of the config, and the round from which they apply. */
export interface Question {
  /** r: p(0) … p(r) stay as they were played */
  from: number;
  textLength?: number;
  start?: number;
  regime?: Regime;
}

export interface Played {
  config: Config;
  /** of all draws: the session's turn key */
  key: string;
  /** p(0) … p(now) of each rollout */
  lines: readonly (readonly number[])[];
}

/**
 * The trajectories of a session under another config: p(0) … p(n) for each rollout, up to the last round even where
 * the session was stopped.
 *
 * The seed of a turn depends only on the turn key, the rollout and the round, so each turn draws from the same stream;
 * a longer text draws more of it.
 *
 * With `from` above 0 the texts written before stay. `accumulate` keeps the session's own real tokens and texts, and
 * adds texts of the new length; `start` affects only what `mix` writes.
 *
 * @param question `from` is at most the number of rounds that every rollout has played
 */
export function whatIf(played: Played, question: Question): number[][] {
  return played.lines.map((_, rollout) => lineUnder(played, question, rollout));
}

function lineUnder({ config, key, lines }: Played, question: Question, rollout: number): number[] {
  const { from } = question;
  const { textLength, start, regime, rounds } = { ...config, ...question };
  const line = from === 0 ? [start] : lines[rollout]!.slice(0, from + 1);
  const real = from === 0 ? { textLength, start } : config;
  const fitted = regime.kind === 'accumulate' ? real.textLength : textLength;
  let allOnes = onesWritten(config, line, from);
  let allTokens = config.textLength * from;
  for (let round = from; round < rounds; round++) {
    const chance = writingChance(regime, line[round]!, start);
    const ones = countOnes(generate(uniforms(turnSeed(key, rollout, round)), chance, textLength));
    allOnes += ones;
    allTokens += textLength;
    line.push(fit(regime, { ones, allOnes, allTokens }, fitted, real.start));
  }
  return line;
}

/** 1s in the texts of the first `rounds` rounds, recovered exactly from the fitted shares. */
function onesWritten(
  { regime, textLength: k, start }: Config,
  line: readonly number[],
  rounds: number,
): number {
  if (rounds === 0) return 0;
  if (regime.kind === 'accumulate') return Math.round(line[rounds]! * k * (rounds + 1) - start * k);
  return line.slice(1, rounds + 1).reduce((sum, p) => sum + Math.round(p * k), 0);
}
