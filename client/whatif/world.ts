/** The board state of a what-if: the class's session with other lines. */
import { isAtEnd, type Finished, type Started } from '../../shared/session/state.ts';
import type { Question } from '../../shared/replay/whatif.ts';
import { numbersOf } from '../game/numbers.ts';
import type { Collapse } from '../game/board-state.ts';

export interface OtherWorld {
  question: Question;
  /** p(0) … p(n) of each rollout */
  lines: readonly (readonly number[])[];
  /** what was played, p(0) … p(now) of each; another list in each world, as figures keep what they have drawn */
  behind: readonly (readonly number[])[];
}

/** What a figure shows of it. */
export interface OtherBoard extends Pick<OtherWorld, 'behind'> {
  state: Finished;
  collapses: readonly Collapse[];
}

/** p(0) … p(now) of each of a session's rollouts. */
export function linesOf({ rollouts }: Finished): (readonly number[])[] {
  return rollouts.map(({ line }) => line);
}

/** The last round that all rollouts have behind them: from none later on can anything be otherwise. */
export function lastRoundOf(end: Finished): number {
  return Math.min(...linesOf(end).map(({ length }) => length)) - 1;
}

/** The session in another world, as far as the class has come at this moment of it: all of it at the end. */
export function otherBoardAt(
  end: Finished,
  { question, lines, behind }: OtherWorld,
  moment: Started,
): OtherBoard {
  const { from, ...change } = question;
  const t = moment.phase === 'finished' ? Infinity : numbersOf(moment).round;
  const known = lines.map((line) => line.slice(0, t + 1));
  const rollouts = end.rollouts.map((rollout, index) => {
    const line = known[index]!;
    // from there on nobody types
    const writers = line.slice(1).map((_, round) => (round < from ? rollout.writers[round]! : 'server'));
    return { ...rollout, line, writers };
  });
  // from the start on every text is drawn, also where the class typed its own
  const writing = from === 0 ? 'throw' : end.config.writing;
  const config = { ...end.config, ...change, writing };
  return { state: { ...end, step: moment.step, config, rollouts }, collapses: collapsesOf(known), behind };
}

/** Each time that a line reaches an end. */
function collapsesOf(lines: readonly (readonly number[])[]): Collapse[] {
  return lines.flatMap((line, rollout) =>
    line.flatMap((p, round) =>
      round > 0 && isAtEnd(p) && !isAtEnd(line[round - 1]!) ? [{ rollout, round, pole: p }] : [],
    ),
  );
}
