/** Simulated students: they play their turns after a random delay of 0.3 to 1.5 s. */
import { countOnes } from '../../shared/model/unigram.ts';
import type { PlayerCommand } from '../../shared/session/command.ts';
import type { SessionEvent } from '../../shared/session/event.ts';
import { isPlayed, openStep, type Started } from '../../shared/session/state.ts';
import { drawText } from '../../shared/session/rules/steps.ts';
import type { Clock } from '../lib/clock.ts';
import type { LiveSession } from './live-session.ts';

/** milliseconds */
const [minDelay, maxDelay] = [300, 1_500];

export class Bots {
  readonly #session: LiveSession;
  readonly #clock: Clock;
  readonly #random: () => number;
  /** cancels each planned turn, by rollout */
  readonly #planned = new Map<number, () => void>();

  /** @param random like `Math.random` */
  constructor(session: LiveSession, clock: Clock, random: () => number) {
    this.#session = session;
    this.#clock = clock;
    this.#random = random;
  }

  /** Plans the bots' turns after events that open a step or resume it. */
  follow(events: readonly SessionEvent[]): void {
    if (events.some(({ type }) => type === 'step_opened' || type === 'resumed')) this.plan();
  }

  plan(): void {
    const { state } = this.#session;
    if (state.phase !== 'playing') return;
    openStep(state)?.turns.forEach((player, rollout) => {
      if (player === null || this.#planned.has(rollout) || !state.players[player - 1]!.bot) return;
      const time = this.#clock.now() + minDelay + this.#random() * (maxDelay - minDelay);
      this.#planned.set(
        rollout,
        this.#clock.at(time, () => this.#play(rollout)),
      );
    });
  }

  get arePlaying(): boolean {
    return this.#planned.size > 0;
  }

  dispose(): void {
    for (const cancel of this.#planned.values()) cancel();
    this.#planned.clear();
  }

  #play(rollout: number): void {
    this.#planned.delete(rollout);
    const { state, row } = this.#session;
    if (state.phase === 'lobby') return;
    const command = turnOf(state, rollout, row.secret);
    if (command) this.#session.submit(command, ({ ok }) => ok || this.plan());
  }
}

/** The command that plays a rollout's turn; null where it is not a bot's, or has been played. */
function turnOf(state: Started, rollout: number, secret: string): PlayerCommand | null {
  const step = openStep(state);
  const player = step?.turns[rollout];
  if (!step || player == null || !state.players[player - 1]!.bot || isPlayed(state.rollouts[rollout]!, step))
    return null;
  const { round, kind } = step;
  return kind === 'generate'
    ? { type: kind, player, rollout, round, tokens: drawText(state, rollout, secret) }
    : { type: kind, player, rollout, round, ones: countOnes(state.rollouts[rollout]!.text!) };
}
