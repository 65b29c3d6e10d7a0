/** Recording of one game, whose frames the baselines send again. */
import { Classroom } from '../../../test/support/session/classroom.ts';
import { commandFor } from '../../../test/support/session/turn-message.ts';
import type { SessionEvent } from '../../../shared/session/event.ts';
import type { Result } from '../../../shared/session/result.ts';
import type { View } from '../../../shared/view/views.ts';

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
  /** a device's view in the lobby, and at the end */
  lobby: View[];
  steps: RecordedStep[];
}

/** Plays a game of so many students and steps, in which everybody plays at once. */
export function record(players: number, steps: number): Recording {
  const room = new Classroom({ handRounds: null }).join(players);
  const everybody = room.state.players.map(({ player }) => player);
  const show = () => everybody.map((player) => room.view(player));
  const before = [...room.log];
  const lobby = show();
  const recorded: RecordedStep[] = [];
  room.send({ type: 'start' });
  while (recorded.length < steps) {
    const opened = room.log.at(-1)!;
    const shown = show();
    const heard = room.log.length;
    const replies = everybody.map((player) => room.send(commandFor(shown[player - 1]!.turns[0]!, player)));
    const turns = room.log.slice(heard).filter(({ type }) => type === 'generated' || type === 'refitted');
    recorded.push({ opened, views: shown, replies, turns });
    room.wait();
  }
  return { before, lobby, steps: recorded };
}
