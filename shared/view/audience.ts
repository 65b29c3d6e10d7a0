/** Audience of events: which players need a new view after them. */
import type { SessionEvent } from '../session/event.ts';
import { isPlayed, openStep, type State } from '../session/state.ts';

export interface Audience {
  everyone: boolean;
  /** the class in the lobby has changed: everyone, throttled */
  lobby: boolean;
  players: ReadonlySet<number>;
}

/**
 * The audience of events. A change of `seq`, `now`, `class` or a line alone needs no new view.
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
      case 'sealed':
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
      case 'revealed':
        break;
      default:
        event satisfies never;
    }
  }
  return { everyone, lobby, players };
}

/** The players with open turns, once for each turn. */
function withOpenTurns(state: State): number[] {
  const step = openStep(state);
  if (state.phase === 'lobby' || step === null) return [];
  return step.turns.flatMap((player, rollout) =>
    player === null || isPlayed(state.rollouts[rollout]!, step) ? [] : [player],
  );
}

/** The player with a rollout's turn in the current step; null where it is the server's. */
function dealtTo(state: State, rollout: number): number | null {
  return state.phase === 'lobby' ? null : (state.step?.turns[rollout] ?? null);
}
