/**
 * A whole lesson with students of human speed, on a virtual clock: each answer takes a lognormal time with a median of
 * 7 s.
 */
import { uniforms } from '../../../shared/model/random.ts';
import type { Config } from '../../../shared/session/config.ts';
import type { Command } from '../../../shared/session/command.ts';
import { nextDueAt } from '../../../shared/session/schedule.ts';
import { Classroom } from './classroom.ts';
import { commandFor } from './turn-message.ts';

export const medianSeconds = 7;
/** The spread of the answers' logarithms: one in six students takes longer than 11.5 s. */
export const sigma = 0.5;

/** Plays a whole lesson. @returns seconds of a step by hand, the beat after it among them, and minutes in all */
export function playLesson(config: Config, players: number, seed: number): { step: number; minutes: number } {
  const uniform = uniforms(seed);
  const room = new Classroom(config, { secret: seed.toString(16).padStart(32, '0') });
  const began = room.now;
  /** What students will send, and when. */
  let pending: { at: number; command: Command }[] = [];
  const stepSeconds: number[] = [];
  let opened: number | null = null;
  let heard = 0;

  function hear(): void {
    for (const event of room.log.slice(heard)) {
      const byHand = event.type === 'step_opened' && event.turns.some((player) => player !== null);
      if (!byHand && event.type !== 'watching' && event.type !== 'finished') continue;
      if (opened !== null) stepSeconds.push((event.at - opened) / 1000);
      opened = byHand ? event.at : null;
      pending = byHand ? answers() : [];
    }
    heard = room.log.length;
  }

  function answers(): typeof pending {
    const commands = room.state.players.flatMap(({ player }) =>
      room.turns(player).map((turn) => commandFor(turn, player)),
    );
    const timed = commands.map((command) => ({ at: room.now + answerTime(uniform), command }));
    return timed.toSorted((a, b) => a.at - b.at);
  }

  room.start(players);
  hear();
  while (room.state.phase !== 'finished') {
    const next = pending[0];
    const time = nextDueAt(room.state) ?? Infinity;
    room.now = Math.min(next?.at ?? Infinity, time);
    room.send(next && next.at <= time ? pending.shift()!.command : { type: 'tick' });
    hear();
  }
  const step = stepSeconds.reduce((sum, seconds) => sum + seconds, 0) / stepSeconds.length;
  return { step, minutes: (room.now - began) / 60_000 };
}

/** A lognormal time in milliseconds, by the Box–Muller transform. */
function answerTime(uniform: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return 1000 * medianSeconds * Math.exp(sigma * normal);
}
