/** Presence: online, away, and the automatic pause while too few players are present (rules P2–P6). */
import type { Draft } from './draft.ts';
import { isHere, playersHere, seated } from '../state.ts';

/** Marks a player whose device has connected as online and not away; with `moved` always by an event. */
export function comeOnline(draft: Draft, player: number, moved = false): void {
  const seat = draft.state.players[player - 1];
  if (seat === undefined || seat.kicked || draft.state.phase === 'finished') return;
  if (!seat.online || moved) draft.emit({ type: 'presence', player, online: true });
  clearAway(draft, player);
  resumeIfManyAreHere(draft);
}

/** Marks a player as offline, after the grace period. */
export function goOffline(draft: Draft, player: number): void {
  const seat = draft.state.players[player - 1];
  if (seat === undefined || seat.kicked || seat.bot || !seat.online || draft.state.phase === 'finished')
    return;
  const wasHere = isHere(seat);
  draft.emit({ type: 'presence', player, online: false });
  if (wasHere) pauseIfFewAreHere(draft);
}

/** Marks a player as no longer away, after any command of theirs. */
export function clearAway(draft: Draft, player: number): void {
  if (draft.state.phase === 'finished' || !draft.state.players[player - 1]?.away) return;
  draft.emit({ type: 'away', player, away: false });
  resumeIfManyAreHere(draft);
}

/** Pauses play by hand when a player has left and fewer than half of the seated are present. */
export function pauseIfFewAreHere(draft: Draft): void {
  if (draft.state.phase === 'playing' && fewAreHere(draft)) draft.emit({ type: 'paused', reason: 'absence' });
}

/** Ends that pause when at least half are present again. */
export function resumeIfManyAreHere(draft: Draft): void {
  const { state } = draft;
  if (state.phase === 'paused' && state.reason === 'absence' && !fewAreHere(draft)) resume(draft);
}

/** Ends a pause; the open step keeps the time it had left. */
export function resume(draft: Draft): void {
  if (draft.state.phase !== 'paused') return;
  const { left } = draft.state;
  draft.emit({ type: 'resumed', deadline: left === null ? null : draft.now + left });
}

function fewAreHere({ state }: Draft): boolean {
  return playersHere(state).length * 2 < seated(state).length;
}
