/**
 * A whole lesson with students of human speed, on a virtual clock: each answer takes a lognormal time with a median of
 * 7 s.
 */
import { uniforms } from '../../shared/model/random.ts';
import type { Config } from '../../shared/session/config.ts';
import type { Command } from '../../shared/session/command.ts';
import { createSession, decide } from '../../shared/session/rules/decide.ts';
import { nextDueAt } from '../../shared/session/schedule.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { countOnes, generate } from '../../shared/model/unigram.ts';
import { views, type Turn } from '../../shared/view/views.ts';

export const medianSeconds = 7;
/** The spread of the answers' logarithms: one in six students takes longer than 11.5 s. */
export const sigma = 0.5;

/** Plays a whole lesson. @returns seconds of a step by hand, the beat after it among them, and minutes in all */
export function playLesson(config: Config, players: number, seed: number): { step: number; minutes: number } {
  const uniform = uniforms(seed);
  const secret = seed.toString(16).padStart(32, '0');
  let now = 0;
  let state = evolve(
    null,
    createSession({ config, title: '', code: 'BCDFG', secret, secretGiven: true }, now),
  );
  /** What students will send, and when. */
  let pending: { at: number; command: Command }[] = [];
  const stepSeconds: number[] = [];
  let opened: number | null = null;

  function send(command: Command): void {
    const { events, state: after } = decide(state, command, { now, secret });
    state = after;
    for (const event of events) hear(event);
  }

  function hear(event: SessionEvent): void {
    const byHand = event.type === 'step_opened' && event.turns.some((player) => player !== null);
    if (!byHand && event.type !== 'watching' && event.type !== 'finished') return;
    if (opened !== null) stepSeconds.push((event.at - opened) / 1000);
    opened = byHand ? event.at : null;
    pending = byHand ? answers() : [];
  }

  function answers(): typeof pending {
    const viewOf = views(state, { id: '', secret });
    return state.players
      .flatMap(({ player }) =>
        viewOf(player, now).turns.map((turn) => ({
          at: now + answerTime(uniform),
          command: answer(turn, player),
        })),
      )
      .toSorted((a, b) => a.at - b.at);
  }

  for (let player = 0; player < players; player++) send({ type: 'join', player: null });
  send({ type: 'start' });
  while (state.phase !== 'finished') {
    const next = pending[0];
    const time = nextDueAt(state) ?? Infinity;
    now = Math.min(next?.at ?? Infinity, time);
    if (next && next.at <= time) {
      pending.shift();
      send(next.command);
    } else send({ type: 'tick' });
  }
  const step = stepSeconds.reduce((sum, seconds) => sum + seconds, 0) / stepSeconds.length;
  return { step, minutes: now / 60_000 };
}

/** A lognormal time in milliseconds, by the Box–Muller transform. */
function answerTime(uniform: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return 1000 * medianSeconds * Math.exp(sigma * normal);
}

function answer(turn: Turn, player: number): Command {
  const { rollout, round } = turn;
  return turn.step === 'generate'
    ? { type: 'generate', player, rollout, round, tokens: generate(uniforms(turn.seed!), turn.p, turn.k) }
    : { type: 'refit', player, rollout, round, ones: countOnes(turn.text) };
}
