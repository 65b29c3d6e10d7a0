/** Who is here, and the pause that a class takes when too few are (rules P2–P6). */
import type { Draft } from './draft.ts';
import { isHere, playersHere, seated } from '../state.ts';

/** A seated phone has connected: it is online, and not away. Where it has moved, the log says so in any case. */
export function comeOnline(draft: Draft, player: number, moved = false): void {
  const seat = draft.state.players[player - 1];
  if (seat === undefined || seat.kicked || draft.state.phase === 'finished') return;
  if (!seat.online || moved) draft.emit({ type: 'presence', player, online: true });
  clearAway(draft, player);
  resumeIfManyAreHere(draft);
}

/** A seated phone has had no socket for long enough. */
export function goOffline(draft: Draft, player: number): void {
  const seat = draft.state.players[player - 1];
  if (seat === undefined || seat.kicked || seat.bot || !seat.online || draft.state.phase === 'finished')
    return;
  const wasHere = isHere(seat);
  draft.emit({ type: 'presence', player, online: false });
  if (wasHere) pauseIfFewAreHere(draft);
}

/** Anything that comes from a phone ends its player's being away. */
export function clearAway(draft: Draft, player: number): void {
  if (draft.state.phase === 'finished' || !draft.state.players[player - 1]?.away) return;
  draft.emit({ type: 'away', player, away: false });
  resumeIfManyAreHere(draft);
}

/** Called when somebody has left: with fewer than half of the seated here, play by hand pauses by itself. */
export function pauseIfFewAreHere(draft: Draft): void {
  if (draft.state.phase === 'playing' && fewAreHere(draft)) draft.emit({ type: 'paused', reason: 'absence' });
}

/** Called when somebody has come: a pause of that kind ends at half. */
export function resumeIfManyAreHere(draft: Draft): void {
  const { state } = draft;
  if (state.phase === 'paused' && state.reason === 'absence' && !fewAreHere(draft)) resume(draft);
}

/** Goes on; the open step has the time that it had left. */
export function resume(draft: Draft): void {
  if (draft.state.phase !== 'paused') return;
  const { left } = draft.state;
  draft.emit({ type: 'resumed', deadline: left === null ? null : draft.now + left });
}

function fewAreHere({ state }: Draft): boolean {
  return playersHere(state).length * 2 < seated(state).length;
}
