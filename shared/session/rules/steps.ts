/** Steps: opening, closing, and play by the server (rules T1, T9 and C1–C6). */
import { uniforms } from '../../model/random.ts';
import { turnKeyOf } from '../draws.ts';
import { turnSeed } from '../secret.ts';
import { countOnes, fit, generate, writingChance } from '../../model/unigram.ts';
import { deal, isWatched, nextStep, type NextStep } from '../deal.ts';
import type { Draft } from './draft.ts';
import type { By, FinishReason, StepKind } from '../event.ts';
import { pauseIfFewAreHere } from './presence.ts';
import { currentP, isPlayed, openStep, started, type Rollout, type Started } from '../state.ts';

/** Milliseconds that the last players of a step have once most have played. */
const earlyCloseGrace = 5_000;
/** Dealt turns that a step needs to close early. */
const minTurnsForEarlyClose = 5;
const missedUntilAway = 2;
/** Events after which a fast forward continues in another decision: 100,000 at once would block every room. */
const maxEventsPerDecision = 2_000;

/** Opens the next step or, after the rounds played by hand, plays the first watched round. */
export function openNextStep(draft: Draft): void {
  const next = nextStep(started(draft.state))!;
  if (isWatched(started(draft.state), next)) {
    draft.emit({ type: 'watching' });
    playRound(draft);
    return;
  }
  const turns = deal(started(draft.state), next);
  const { turnSeconds } = draft.state.config;
  const waits = turnSeconds !== null && turns.some((player) => player !== null);
  const deadline = waits ? draft.now + turnSeconds * 1000 : null;
  draft.emit({ type: 'step_opened', round: next.round, step: next.kind, turns, deadline });
  playOpenTurns(draft, (player) => player === null);
  finishAfterLastStep(draft);
}

/** Plays the open turns of the step, and marks players who missed two full deadlines in a row as away. */
export function closeStep(draft: Draft): void {
  const dealtTo = new Set(started(draft.state).step!.turns);
  playOpenTurns(draft, () => true);
  for (const { player, missed, away } of draft.state.players)
    if (dealtTo.has(player) && missed.count >= missedUntilAway && !away)
      draft.emit({ type: 'away', player, away: true });
  pauseIfFewAreHere(draft);
  finishAfterLastStep(draft);
}

/** Plays, for the server, the open turns that are selected by their player; null where they are the server's own. */
export function playOpenTurns(draft: Draft, isSelected: (player: number | null) => boolean): void {
  openStep(draft.state)?.turns.forEach((player, rollout) => {
    const { step, rollouts } = started(draft.state);
    if (isSelected(player) && !isPlayed(rollouts[rollout]!, step!)) playTurn(draft, rollout, 'server');
  });
}

function playTurn(draft: Draft, rollout: number, by: By): void {
  const state = started(draft.state);
  if (state.step!.kind === 'generate') write(draft, rollout, by, drawText(state, rollout, draft.secret));
  else refit(draft, rollout, by);
}

export function write(draft: Draft, rollout: number, by: By, tokens: string): void {
  const { round } = started(draft.state).step!;
  draft.emit({ type: 'generated', rollout, round, by, tokens });
}

export function refit(draft: Draft, rollout: number, by: By): void {
  const { config, rollouts, step } = started(draft.state);
  const { text, allOnes } = rollouts[rollout]!;
  const { round } = step!;
  const ones = countOnes(text!);
  const { regime, textLength, start } = config;
  const written = { ones, allOnes: allOnes + ones, allTokens: (round + 1) * textLength };
  const p = fit(regime, written, textLength, start);
  draft.emit({ type: 'refitted', rollout, round, by, ones, p });
}

/** Draws the text of a rollout's turn from its seed. */
export function drawText(state: Started, rollout: number, secret: string): string {
  const { config, rollouts, step } = state;
  const chance = writingChance(config.regime, currentP(rollouts[rollout]!), config.start);
  const seed = turnSeed(turnKeyOf(state, secret), rollout, step!.round);
  return generate(uniforms(seed), chance, config.textLength);
}

/** After a player's turn: finishes the session, or shortens the deadline once most have played. */
export function afterTurn(draft: Draft): void {
  finishAfterLastStep(draft);
  const step = openStep(draft.state);
  if (draft.state.phase !== 'playing' || step === null || step.deadline === null || step.early) return;
  const dealt = step.turns.filter((player) => player !== null).length;
  const haveMostPlayed = dealt >= minTurnsForEarlyClose && (dealt - step.dealtLeft) * 5 >= dealt * 4;
  const deadline = draft.now + earlyCloseGrace;
  if (haveMostPlayed && deadline < step.deadline) draft.emit({ type: 'deadline', deadline });
}

/** Plays one round of all rollouts for the server. */
export function playRound(draft: Draft): void {
  playStep(draft, nextStep(started(draft.state))!);
  playStep(draft, nextStep(started(draft.state))!);
  finishAfterLastStep(draft);
}

/** Plays the rest of the session for the server, in whole steps. */
export function fastForward(draft: Draft): void {
  playOpenTurns(draft, () => true);
  for (let next; (next = nextStep(started(draft.state))) !== null;) {
    draft.isPartial = draft.events.length >= maxEventsPerDecision;
    if (draft.isPartial) return;
    playStep(draft, next);
  }
  finish(draft, 'fast_forward');
}

export function finish(draft: Draft, reason: FinishReason): void {
  draft.emit({ type: 'finished', reason, secret: draft.secret });
}

/** Who played a turn; undefined where it has not been played. */
export function playedBy(rollout: Rollout, kind: StepKind, round: number): By | undefined {
  return (kind === 'generate' ? rollout.writers : rollout.fitters)[round];
}

function playStep(draft: Draft, { round, kind }: NextStep): void {
  const turns = started(draft.state).rollouts.map(() => null);
  draft.emit({ type: 'step_opened', round, step: kind, turns, deadline: null });
  playOpenTurns(draft, () => true);
}

function finishAfterLastStep(draft: Draft): void {
  const state = started(draft.state);
  if (state.step?.left === 0 && nextStep(state) === null) finish(draft, 'rounds');
}
