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
  playServerTurns(draft);
}

/** Plays the open turns that are the server's own. @returns whether all of them are played */
export function playServerTurns(draft: Draft): boolean {
  if (!playInTime(draft, (player) => player === null)) return false;
  finishAfterLastStep(draft);
  return true;
}

/**
 * Plays the open turns of the step, and marks players who missed two full deadlines in a row as away.
 *
 * @returns whether that is done: otherwise there was no time for all turns
 */
export function closeStep(draft: Draft): boolean {
  const dealtTo = new Set(started(draft.state).step!.turns);
  if (!playInTime(draft, () => true)) return false;
  for (const { player, missed, away } of draft.state.players)
    if (dealtTo.has(player) && missed.count >= missedUntilAway && !away)
      draft.emit({ type: 'away', player, away: true });
  pauseIfFewAreHere(draft);
  finishAfterLastStep(draft);
  return true;
}

/** Plays, for the server, the open turns of a player. */
export function playTurnsOf(draft: Draft, player: number): void {
  for (const rollout of openTurns(draft, (one) => one === player)) playTurn(draft, rollout, 'server');
}

/**
 * Plays, for the server, the open turns that are selected by their player, null where they are the server's own.
 *
 * @returns whether all of them are played: otherwise the time is over
 */
function playInTime(draft: Draft, isSelected: (player: number | null) => boolean): boolean {
  for (const rollout of openTurns(draft, isSelected)) {
    if (!draft.hasTime) return false;
    playTurn(draft, rollout, 'server');
  }
  return true;
}

/** The rollouts whose turn of the step is open, and selected by its player. */
function openTurns({ state }: Draft, isSelected: (player: number | null) => boolean): number[] {
  const step = openStep(state);
  if (step === null) return [];
  const { rollouts } = started(state);
  return [...rollouts.keys()].filter(
    (rollout) => isSelected(step.turns[rollout]!) && !isPlayed(rollouts[rollout]!, step),
  );
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

/**
 * Plays one round of all rollouts for the server, or its refit where that alone is left.
 *
 * @returns whether that is done: otherwise there was no time for all turns
 */
export function playRound(draft: Draft): boolean {
  do {
    if (!playStep(draft, nextStep(started(draft.state))!)) return false;
  } while (started(draft.state).step!.kind === 'generate');
  finishAfterLastStep(draft);
  return true;
}

/** Plays the rest of the session for the server, as far as there is time; the decision is partial otherwise. */
export function fastForward(draft: Draft): void {
  draft.isPartial = !playRest(draft);
  if (!draft.isPartial) finish(draft, 'fast_forward');
}

function playRest(draft: Draft): boolean {
  if (!playInTime(draft, () => true)) return false;
  for (let next; (next = nextStep(started(draft.state))) !== null;)
    if (!draft.hasTime || !playStep(draft, next)) return false;
  return true;
}

export function finish(draft: Draft, reason: FinishReason): void {
  draft.emit({ type: 'finished', reason, secret: draft.secret });
}

/** Who played a turn; undefined where it has not been played. */
export function playedBy(rollout: Rollout, kind: StepKind, round: number): By | undefined {
  return (kind === 'generate' ? rollout.writers : rollout.fitters)[round];
}

/** @returns whether all its turns are played: otherwise the time is over */
function playStep(draft: Draft, { round, kind }: NextStep): boolean {
  const turns = started(draft.state).rollouts.map(() => null);
  draft.emit({ type: 'step_opened', round, step: kind, turns, deadline: null });
  return playInTime(draft, () => true);
}

function finishAfterLastStep(draft: Draft): void {
  const state = started(draft.state);
  if (state.step?.left === 0 && nextStep(state) === null) finish(draft, 'rounds');
}
