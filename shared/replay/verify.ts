/** Verification of a finished session: draws every text and fits every model again from the turn key. */
import { uniforms } from '../model/random.ts';
import { isRevealing, playersToSeal, sourceOf, turnKeyOf, type Source } from '../session/draws.ts';
import { commitmentOf, sealOf, turnSeed } from '../session/secret.ts';
import type { Config } from '../session/config.ts';
import { nextStep, type NextStep } from '../session/deal.ts';
import type { SessionEvent } from '../session/event.ts';
import { evolve } from '../session/evolve.ts';
import { currentP, isPlayed, started, type Started, type State } from '../session/state.ts';
import { countOnes, fit, generate, writingChance } from '../model/unigram.ts';

/** A whole log, and the commitment that was shown before the start. */
export interface Checked {
  commitment: string;
  secret: string;
  /** H, where a device that saw it before round 0 has kept it */
  fixed?: string;
  events: readonly SessionEvent[];
}

/** Where the log differs from what its secret gives, and what was expected. */
interface Difference {
  ok: false;
  place: string;
  expected: string;
}

export type Verdict =
  | {
      ok: true;
      writing: Config['writing'];
      /** numbers of texts and refits that agree; texts are 0 in `type` writing, where they are typed by hand */
      texts: number;
      refits: number;
      source: Source;
    }
  | Difference;

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

/**
 * Verifies that each turn was played once, in order, by the player it was dealt to or the server; that each text and
 * each p is what the turn key gives; that the bytes in that key are those that were sealed, and came before round 0; and
 * that nothing is missing before the end.
 *
 * Not verified: names, forecasts and times, and whether the server was entitled to the turns that it played.
 *
 * Yields the number of events checked so far after each event, so that a page stays responsive. An invalid log is a
 * difference too; it never throws.
 */
export function* verify(checked: Checked): Generator<number, Verdict> {
  const { commitment, secret, events } = checked;
  if (!/^[0-9a-f]{32}$/.test(secret) || commitmentOf(secret) !== commitment)
    return differ('the secret', 'one whose SHA-256 is the commitment');
  let state: State | null = null;
  let [texts, refits] = [0, 0];
  for (const [index, event] of events.entries()) {
    try {
      const difference = checkEvent(state, event, checked);
      if (difference) return difference;
      state = evolve(state, event);
      if (event.type === 'started' && checked.fixed && started(state).draws?.fixed !== checked.fixed)
        return differ(`event ${event.seq}`, 'the start that was shown to this device');
    } catch {
      return differ(`event ${index + 1}`, 'an event that can follow the one before it');
    }
    if (event.type === 'generated') texts++;
    if (event.type === 'refitted') refits++;
    yield index + 1;
  }
  if (state?.phase !== 'finished') return differ('the last event', 'the end of the session');
  const { writing } = state.config;
  return { ok: true, writing, texts: writing === 'type' ? 0 : texts, refits, source: sourceOf(state) };
}

function differ(place: string, expected: string): Difference {
  return { ok: false, place, expected };
}

/** Checks an event against the state before it; null where it agrees. */
function checkEvent(
  state: State | null,
  event: SessionEvent,
  { commitment, secret }: Checked,
): Difference | null {
  const seq = state === null ? 1 : state.seq + 1;
  if (event.seq !== seq) return differ(`event ${seq}`, 'an event with this number');
  if (state?.phase === 'finished') return differ(`event ${seq}`, 'none after the end');
  switch (event.type) {
    case 'created':
      if (state !== null) return differ(`event ${seq}`, 'one beginning alone');
      return event.commitment === commitment ? null : differ('event 1', `the commitment ${commitment}`);
    case 'started':
      return checkSeals(state!, event);
    case 'revealed':
      return checkBytes(started(state), event);
    case 'step_opened':
      return checkStep(started(state), event);
    case 'generated':
      return checkTurn(started(state), event) ?? checkText(started(state), event, secret);
    case 'refitted':
      return checkTurn(started(state), event) ?? checkRefit(started(state), event);
    case 'finished':
      return checkEnd(started(state), event, secret);
    default:
      return null;
  }
}

/** A start without seals is one of a server that knows none, whose draws are the secret's alone. */
function checkSeals(state: State, { seq, seals }: Of<'started'>): Difference | null {
  if (seals === undefined || seals.join() === playersToSeal(state).join()) return null;
  return differ(`event ${seq}`, 'the seals of all who were online');
}

/** Bytes come once, before round 0, from a player whose seal the start has fixed, and are those that were sealed. */
function checkBytes(state: Started, { seq, player, bytes }: Of<'revealed'>): Difference | null {
  const seal = state.draws?.seals.find(([one]) => one === player)?.[1];
  const isAgain = state.draws?.revealed.some(([one]) => one === player);
  if (!isRevealing(state) || seal === undefined || isAgain)
    return differ(`event ${seq}`, 'no bytes of this player here');
  const isSealed = /^[0-9a-f]{32}$/.test(bytes) && sealOf(state.commitment, bytes) === seal;
  return isSealed ? null : differ(`event ${seq}`, `the bytes that player ${player} had sealed`);
}

/** A step opens once the one before it is played, in a fixed order. */
function checkStep(state: Started, { seq, round, step }: Of<'step_opened'>): Difference | null {
  if (state.step && state.step.left > 0) return missingTurn(state);
  const next = nextStep(state);
  if (next?.round === round && next.kind === step) return null;
  return differ(`event ${seq}`, next ? stepName(next) : 'the end of the session');
}

/** A turn belongs to the open step, and is played once, by the player it was dealt to or the server. */
function checkTurn(state: Started, event: Of<'generated' | 'refitted'>): Difference | null {
  const { step, rollouts } = state;
  const kind = event.type === 'generated' ? 'generate' : 'refit';
  const rollout = rollouts[event.rollout];
  if (!rollout || step?.kind !== kind || step.round !== event.round || isPlayed(rollout, step))
    return differ(placeOf(event), 'each turn once, in its order');
  const dealtTo = step.turns[event.rollout] ?? 'server';
  if (event.by === 'server' || event.by === dealtTo) return null;
  return differ(
    placeOf(event),
    dealtTo === 'server' ? 'a turn of the server' : `a turn of player ${dealtTo}`,
  );
}

function checkText(state: Started, event: Of<'generated'>, secret: string): Difference | null {
  const { config, rollouts } = state;
  const { rollout, round, tokens } = event;
  if (config.writing === 'type')
    return new RegExp(`^[01]{${config.textLength}}$`).test(tokens)
      ? null
      : differ(placeOf(event), `${config.textLength} tokens, each 0 or 1`);
  const chance = writingChance(config.regime, currentP(rollouts[rollout]!), config.start);
  const seed = turnSeed(turnKeyOf(state, secret), rollout, round);
  const text = generate(uniforms(seed), chance, config.textLength);
  if (tokens === text) return null;
  const token = [...text].findIndex((drawn, index) => drawn !== tokens[index]);
  return token === -1
    ? differ(placeOf(event), `${config.textLength} tokens`)
    : differ(`token ${token + 1} of ${placeOf(event)}`, `a ${text[token]}`);
}

function checkRefit({ config, rollouts }: Started, event: Of<'refitted'>): Difference | null {
  const { text, allOnes } = rollouts[event.rollout]!;
  const ones = countOnes(text!);
  const { regime, textLength, start } = config;
  const written = { ones, allOnes: allOnes + ones, allTokens: (event.round + 1) * textLength };
  const p = fit(regime, written, textLength, start);
  if (event.ones !== ones) return differ(placeOf(event), `${ones} as the number of 1s`);
  return event.p === p ? null : differ(placeOf(event), `${p} as the new p`);
}

function checkEnd(state: Started, { seq, reason, secret: revealed }: Of<'finished'>, secret: string) {
  if (revealed !== secret) return differ(`event ${seq}`, 'the secret that was committed to');
  if (reason === 'stopped') return null;
  if (state.step && state.step.left > 0) return missingTurn(state);
  const next = nextStep(state);
  return next && differ(`event ${seq}`, `${stepName(next)}, which is missing`);
}

/** Reports the first unplayed turn of the open step. */
function missingTurn({ step, rollouts }: Started): Difference {
  const rollout = rollouts.findIndex((one) => !isPlayed(one, step!));
  const type = step!.kind === 'generate' ? 'generated' : 'refitted';
  return differ(placeOf({ type, rollout, round: step!.round }), 'one, and it is missing');
}

function stepName({ round, kind }: NextStep): string {
  return `the step ${kind} of round ${round + 1}`;
}

function placeOf({ type, rollout, round }: Pick<Of<'generated' | 'refitted'>, 'type' | 'rollout' | 'round'>) {
  const what = type === 'generated' ? 'the text' : 'the refit';
  return `${what} of model ${rollout + 1} in round ${round + 1}`;
}
