/** What if: the darts that a session threw, in another world (rules W1–W5). */
import { uniforms } from '../model/random.ts';
import { turnSeed } from '../session/secret.ts';
import type { Config } from '../session/config.ts';
import { countOnes, fit, generate, writingChance, type Regime } from '../model/unigram.ts';

/** What is otherwise, and from when on. What is left out is as it was. */
export interface Question {
  /** r, the round from which it is: p(0) … p(r) are as they were played */
  from: number;
  textLength?: number;
  start?: number;
  regime?: Regime;
}

/** What was played, and the secret that threw it. */
export interface Played {
  config: Config;
  secret: string;
  /** p(0) … p(now) of each rollout */
  lines: readonly (readonly number[])[];
}

/**
 * The trajectories of a session in another world: p(0) … p(n) for each of its rollouts, to the last round even
 * where the session was stopped before.
 *
 * The seed of a turn depends on the secret, the rollout and the round alone, so that every turn throws the darts
 * that it threw; a longer text throws more of the same stream.
 *
 * From a later round on, what was written stays written. `accumulate` then keeps the session's own real tokens and
 * all its texts, in their own numbers, and adds texts of the new length; `replace` needs the last text alone.
 * `start` is from then on what `mix` writes with, and nothing else.
 *
 * @param question `from` is at most the number of rounds that every rollout has behind it
 */
export function whatIf(played: Played, question: Question): number[][] {
  return played.lines.map((_, rollout) => otherLine(played, question, rollout));
}

function otherLine({ config, secret, lines }: Played, question: Question, rollout: number): number[] {
  const { from } = question;
  const { textLength, start, regime, rounds } = { ...config, ...question };
  const line = from === 0 ? [start] : lines[rollout]!.slice(0, from + 1);
  const real = from === 0 ? { textLength, start } : config;
  const fitted = regime.kind === 'accumulate' ? real.textLength : textLength;
  let allOnes = onesWritten(config, line, from);
  let allTokens = config.textLength * from;
  for (let round = from; round < rounds; round++) {
    const chance = writingChance(regime, line[round]!, start);
    const ones = countOnes(generate(uniforms(turnSeed(secret, rollout, round)), chance, textLength));
    allOnes += ones;
    allTokens += textLength;
    line.push(fit(regime, { ones, allOnes, allTokens }, fitted, real.start));
  }
  return line;
}

/** 1s in the texts of the first `rounds` rounds, which the fitted shares tell to the token. */
function onesWritten(
  { regime, textLength: k, start }: Config,
  line: readonly number[],
  rounds: number,
): number {
  if (rounds === 0) return 0;
  if (regime.kind === 'accumulate') return Math.round(line[rounds]! * k * (rounds + 1) - start * k);
  return line.slice(1, rounds + 1).reduce((sum, p) => sum + Math.round(p * k), 0);
}
