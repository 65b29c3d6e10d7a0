/** Checks a finished session against its secret: every text is drawn again, every model fitted again. */
import { uniforms } from './random.ts';
import { commitmentOf, turnSeed } from './secret.ts';
import type { Config } from './session/config.ts';
import type { SessionEvent } from './session/event.ts';
import { evolve } from './session/evolve.ts';
import { currentP, type State } from './session/state.ts';
import { countOnes, fit, generate, writingChance } from './unigram.ts';

/** What is checked: a log that ends with `finished`. */
export interface Checked {
  config: Config;
  commitment: string;
  secret: string;
  events: readonly SessionEvent[];
}

export type Verdict =
  /** how many texts and refits agree; in `type` writing texts are made up, and none is checked */
  | { ok: true; texts: number; refits: number }
  /** where the first difference is, and what should be there */
  | { ok: false; place: string; expected: string };

/**
 * Recomputes a whole session from its secret.
 *
 * It yields after each event, with how many of them are checked, so that a page can breathe; its last value is the
 * verdict. A log that cannot be played at all is a difference too.
 */
export function* verify({ config, commitment, secret, events }: Checked): Generator<number, Verdict> {
  if (commitmentOf(secret) !== commitment)
    return { ok: false, place: 'the secret', expected: 'one whose SHA-256 is the commitment' };
  let state: State | null = null;
  let [texts, refits] = [0, 0];
  for (const [index, event] of events.entries()) {
    const expected = state && expectedOf(state, event, config, secret);
    if (expected !== null) return { ok: false, place: placeOf(event), expected };
    if (event.type === 'generated' && config.writing === 'throw') texts++;
    if (event.type === 'refitted') refits++;
    try {
      state = evolve(state, event);
    } catch {
      return { ok: false, place: placeOf(event), expected: 'an event that follows the one before it' };
    }
    yield index + 1;
  }
  return { ok: true, texts, refits };
}

/** What an event should say, where it says something else; null where it is right. */
function expectedOf(state: State, event: SessionEvent, config: Config, secret: string): string | null {
  if (event.type !== 'generated' && event.type !== 'refitted') return null;
  const rollout = state.phase === 'lobby' ? undefined : state.rollouts[event.rollout];
  const next = event.type === 'generated' ? rollout?.writers.length : rollout?.fitters.length;
  if (!rollout || event.round !== next) return 'each turn once, in its order';
  const { regime, textLength, start } = config;
  if (event.type === 'generated') {
    if (config.writing === 'type') return null;
    const chance = writingChance(regime, currentP(rollout), start);
    const text = generate(uniforms(turnSeed(secret, event.rollout, event.round)), chance, textLength);
    return event.tokens === text ? null : text;
  }
  const ones = countOnes(rollout.text ?? '');
  const written = { ones, allOnes: rollout.allOnes + ones, texts: event.round + 1 };
  const p = fit(regime, written, textLength, start);
  return event.ones === ones && event.p === p ? null : `${ones} ones and p = ${p}`;
}

function placeOf(event: SessionEvent): string {
  const what = { generated: 'the text', refitted: 'the refit' }[event.type as 'generated'];
  return what && 'rollout' in event
    ? `${what} of model ${event.rollout + 1} in round ${event.round + 1}`
    : `event ${event.seq}`;
}
