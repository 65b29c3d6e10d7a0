/**
 * How long a default lesson takes with students of human speed, on a virtual clock.
 *
 * Each answer takes a lognormal time with a median of 7 s. Usage: npm run lesson-time [players] [seed]
 */
import { uniforms } from '../shared/random.ts';
import { defaultConfig } from '../shared/session/config.ts';
import type { Command } from '../shared/session/command.ts';
import { createSession, decide } from '../shared/session/decide.ts';
import { due } from '../shared/session/due.ts';
import type { SessionEvent } from '../shared/session/event.ts';
import { evolve } from '../shared/session/evolve.ts';
import { countOnes, generate } from '../shared/unigram.ts';
import { views, type Turn } from '../shared/views.ts';

const medianSeconds = 7;
/** The spread of the answers' logarithms: one in six students takes longer than 11.5 s. */
const sigma = 0.5;

const [players = 30, seed = 1] = process.argv.slice(2).map(Number);
const uniform = uniforms(seed);
const secret = seed.toString(16).padStart(32, '0');

let now = 0;
let state = evolve(
  null,
  createSession({ config: defaultConfig, title: '', code: 'BCDFG', secret, secretGiven: true }, now),
);
/** What students will send, and when. */
let pending: { at: number; command: Command }[] = [];
const stepSeconds: number[] = [];
let opened = 0;

function send(command: Command): void {
  const { events, state: after } = decide(state, command, { now, secret });
  state = after;
  for (const event of events) hear(event);
}

function hear(event: SessionEvent): void {
  if (event.type === 'step_opened' && event.turns.some((player) => player !== null)) {
    if (event.seq > 1 && opened > 0) stepSeconds.push((event.at - opened) / 1000);
    opened = event.at;
    pending = [];
    const viewOf = views(state, { id: '', secret });
    for (const { player } of state.players)
      for (const turn of viewOf(player, now).turns)
        pending.push({ at: now + answerTime(), command: answer(turn, player) });
    pending.sort((a, b) => a.at - b.at);
  }
}

/** A lognormal time in milliseconds, by the Box–Muller transform. */
function answerTime(): number {
  const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return 1000 * medianSeconds * Math.exp(sigma * normal);
}

function answer(turn: Turn, player: number): Command {
  const { rollout, round } = turn;
  return turn.step === 'generate'
    ? { type: 'generate', player, rollout, round, tokens: generate(uniforms(turn.seed!), turn.p, turn.k) }
    : { type: 'refit', player, rollout, round, ones: countOnes(turn.text) };
}

for (let player = 0; player < players; player++) send({ type: 'join', player: null });
send({ type: 'start' });
while (state.phase !== 'finished') {
  const next = pending[0];
  const time = due(state) ?? Infinity;
  now = Math.min(next?.at ?? Infinity, time);
  if (next && next.at <= time) {
    pending.shift();
    send(next.command);
  } else send({ type: 'tick' });
}

const mean = stepSeconds.reduce((sum, seconds) => sum + seconds, 0) / stepSeconds.length;
console.log(
  `${players} students, answers lognormal with a median of ${medianSeconds} s (sigma ${sigma}), seed ${seed}`,
);
console.log(
  `a step by hand takes ${mean.toFixed(1)} s on average, the lesson ${(now / 60_000).toFixed(1)} minutes`,
);
