/** What one game sends, recorded once: the baselines send these frames again, and play nothing. */
import { createSession, decide } from '../../../shared/session/rules/decide.ts';
import type { Command } from '../../../shared/session/command.ts';
import { defaultConfig } from '../../../shared/session/config.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import { evolve } from '../../../shared/session/evolve.ts';
import type { Result } from '../../../shared/session/result.ts';
import type { State } from '../../../shared/session/state.ts';
import { views, type View } from '../../../shared/view/views.ts';
import { played } from '../../../test/support/turn-message.ts';

/** One step; each list is by player, from the first on. */
interface RecordedStep {
  opened: SessionEvent;
  views: View[];
  replies: Result[];
  turns: SessionEvent[];
}

export interface Recording {
  /** the log up to the start, which is what the wall is told first */
  before: SessionEvent[];
  /** a phone's view in the lobby, and at the end */
  lobby: View[];
  steps: RecordedStep[];
}

const secret = '000102030405060708090a0b0c0d0e0f';
const session = { id: 'recorded', secret };

/** Plays a game of so many students and steps, in which everybody plays at once. */
export function record(players: number, steps: number): Recording {
  const now = Date.now();
  const config = { ...defaultConfig, handRounds: null };
  const created = createSession(
    { config, title: 'Under load', code: 'BCDFG', secret, secretGiven: false },
    now,
  );
  let state: State = evolve(null, created);
  let time = now;
  const ask = (command: Command) => {
    const decision = decide(state, command, { now: time, secret });
    ({ state } = decision);
    return decision;
  };
  const before = [created];
  for (let i = 0; i < players; i++) before.push(...ask({ type: 'join', player: null }).events);
  const everybody = Array.from({ length: players }, (_, index) => index + 1);
  const show = () => {
    const viewOf = views(state, session);
    return everybody.map((player) => viewOf(player, time));
  };
  const lobby = show();
  const recorded: RecordedStep[] = [];
  let opening = ask({ type: 'start' }).events;
  while (recorded.length < steps) {
    const opened = opening.at(-1)!;
    const shown = show();
    const answers = everybody.map((player) => {
      const { name, payload } = played(shown[player - 1]!.turns[0]!);
      return ask({ type: name, player, ...payload } as Command);
    });
    recorded.push({
      opened,
      views: shown,
      replies: answers.map(({ reply }) => reply),
      turns: answers.map(({ events }) => events[0]!),
    });
    time += config.beat;
    opening = ask({ type: 'tick' }).events;
  }
  return { before, lobby, steps: recorded };
}
