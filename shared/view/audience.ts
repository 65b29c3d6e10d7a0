/** Audience of events: which devices are sent a new view because of them. */
import type { SessionEvent } from '../session/event.ts';
import { isPlayed, openStep, type State } from '../session/state.ts';

export interface Audience {
  everyone: boolean;
  /** the class has changed while it gathers in the lobby: everyone, but not at once */
  lobby: boolean;
  players: ReadonlySet<number>;
}

/**
 * Whom these events are to be shown to. A change of `seq`, `now`, `class` or a line alone is shown to nobody.
 *
 * @param state the state after the events
 */
export function audienceOf(events: readonly SessionEvent[], state: State): Audience {
  let everyone = false;
  let lobby = false;
  const players = new Set<number>();
  for (const event of events) {
    switch (event.type) {
      case 'started':
      case 'step_opened':
      case 'watching':
      case 'paused':
      case 'resumed':
      case 'finished':
        everyone = true;
        break;
      case 'joined':
      case 'away':
      case 'forecast':
        players.add(event.player);
        lobby ||= event.type === 'joined' && state.phase === 'lobby';
        break;
      case 'configured':
      case 'presence':
      case 'kicked':
        lobby ||= state.phase === 'lobby';
        break;
      case 'deadline':
        for (const player of withOpenTurns(state)) players.add(player);
        break;
      case 'generated':
      case 'refitted': {
        const player = event.by === 'server' ? dealtTo(state, event.rollout) : null;
        if (player !== null) players.add(player);
        break;
      }
      case 'created':
      case 'locked':
        break;
      default:
        event satisfies never;
    }
  }
  return { everyone, lobby, players };
}

/** The players who have a turn to play, some more than once. */
function withOpenTurns(state: State): number[] {
  const step = openStep(state);
  if (state.phase === 'lobby' || step === null) return [];
  return step.turns.flatMap((player, rollout) =>
    player === null || isPlayed(state.rollouts[rollout]!, step) ? [] : [player],
  );
}

/** The player whose turn a rollout is in the last step; null where it is the server's. */
function dealtTo(state: State, rollout: number): number | null {
  return state.phase === 'lobby' ? null : (state.step?.turns[rollout] ?? null);
}
