/** Host commands (rules S1–S3 and H1–H7). They are idempotent: what is so already is accepted without an event. */
import type { HostCommand } from '../command.ts';
import { maxPlayers, type Config } from '../config.ts';
import { isWatched, nextStep } from '../deal.ts';
import { isRevealing, playersToSeal } from '../draws.ts';
import type { Draft } from './draft.ts';
import type { StepKind } from '../event.ts';
import { nextName, seatPlayer } from './players.ts';
import { pauseIfFewAreHere, resume, resumeIfManyAreHere } from './presence.ts';
import { refuse, type Result } from '../result.ts';
import { isHere, playersHere, seated } from '../state.ts';
import { afterTurn, closeStep, fastForward, finish, openNextStep, playTurnsOf } from './steps.ts';

const done: Result = { ok: true };
const over = () => refuse('wrong_phase', 'This game is over.');
const notStarted = () => refuse('wrong_phase', 'The game has not started.');
const isNotOpen = () => refuse('wrong_phase', 'The first round opens in a moment.');
const hasStarted = () => refuse('wrong_phase', 'The game has started.');

export function decideHost(draft: Draft, command: HostCommand): Result {
  switch (command.type) {
    case 'start':
      return draft.state.phase === 'lobby' ? start(draft) : done;
    case 'stop':
    case 'fast_forward':
      return end(draft, command.type);
  }
  if (draft.state.phase === 'finished') return over();
  switch (command.type) {
    case 'configure':
      return configure(draft, command.config);
    case 'pause':
    case 'resume':
      return pauseOrResume(draft, command.type);
    case 'advance':
      return advance(draft, command.round, command.step);
    case 'lock':
      if (draft.state.locked !== command.locked) draft.emit({ type: 'locked', locked: command.locked });
      return done;
    case 'kick':
      return kick(draft, command.player);
    case 'bots':
      return seatBots(draft, command.count);
    default:
      return command satisfies never;
  }
}

function start(draft: Draft): Result {
  const { state } = draft;
  const { play, teams: wanted } = state.config;
  const here = playersHere(state).map(({ player }) => player);
  if (here.length === 0) return refuse('nobody_here', 'Nobody is here yet. Students join with the code.');
  const teams =
    play === 'teams'
      ? teamsOf(
          seated(state).map(({ player }) => player),
          wanted,
        )
      : null;
  const owners = play === 'everyone' ? here : null;
  const seals = playersToSeal(state);
  const rollouts = teams?.length ?? owners?.length ?? 1;
  draft.emit({ type: 'started', rollouts, teams, owners, ...(seals.length > 0 && { seals }) });
  if (!isRevealing(draft.state)) openNextStep(draft);
  return done;
}

/** Deals players to teams in turn; there are never more teams than players. */
function teamsOf(players: number[], wanted: number): number[][] {
  const count = Math.min(wanted, players.length);
  return Array.from({ length: count }, (_, team) => players.filter((_, index) => index % count === team));
}

function end(draft: Draft, how: 'stop' | 'fast_forward'): Result {
  if (draft.state.phase === 'finished') return done;
  if (draft.state.phase === 'lobby') return notStarted();
  if (how === 'fast_forward' && isRevealing(draft.state)) return isNotOpen();
  if (how === 'stop') finish(draft, 'stopped');
  else fastForward(draft);
  return done;
}

function configure(draft: Draft, change: Partial<Config>): Result {
  const config = { ...draft.state.config, ...change };
  if (JSON.stringify(config) === JSON.stringify(draft.state.config)) return done;
  if (draft.state.phase !== 'lobby') return hasStarted();
  draft.emit({ type: 'configured', config });
  return done;
}

function pauseOrResume(draft: Draft, wanted: 'pause' | 'resume'): Result {
  const { phase } = draft.state;
  if (phase === 'lobby') return notStarted();
  if (wanted === 'resume') resume(draft);
  else if (phase !== 'paused') draft.emit({ type: 'paused', reason: 'host' });
  return done;
}

/** Closes the given step or, with null, opens the given round. Accepted without effect where that is past. */
function advance(draft: Draft, round: number, kind: StepKind | null): Result {
  const { state } = draft;
  if (state.phase === 'lobby') return notStarted();
  if (state.phase === 'finished') return over();
  if (isRevealing(state)) return isNotOpen();
  const current = state.step;
  const isOpen = current !== null && current.left > 0;
  const position = (at: number, of: StepKind) => at * 2 + (of === 'generate' ? 0 : 1);
  const now = current === null ? -1 : position(current.round, current.kind);
  const target = position(round, kind ?? 'generate');
  if (target < now || (target === now && (kind === null || !isOpen))) return done;
  const next = nextStep(state);
  const canClose = kind !== null && target === now;
  const canOpen = kind === null && !isOpen && next?.kind === 'generate' && next.round === round;
  if (state.phase !== 'playing' || !(canClose || canOpen))
    return refuse('wrong_phase', 'The game is not there yet.');
  if (canClose) draft.isPartial = !closeStep(draft);
  else if (playersHere(state).length === 0 && !isWatched(state, next!))
    return refuse('nobody_here', 'Nobody is here to play. It goes on when a student is back.');
  else openNextStep(draft);
  return done;
}

function kick(draft: Draft, player: number): Result {
  const seat = draft.state.players[player - 1];
  if (seat === undefined) return refuse('bad_request', 'There is no such player.', 'player');
  if (!seat.kicked) removeSeat(draft, player);
  return done;
}

function removeSeat(draft: Draft, player: number): void {
  const wasHere = isHere(draft.state.players[player - 1]!);
  draft.emit({ type: 'kicked', player });
  if (draft.state.phase === 'lobby') return;
  playTurnsOf(draft, player);
  if (wasHere) pauseIfFewAreHere(draft);
  else resumeIfManyAreHere(draft);
  afterTurn(draft);
}

function seatBots(draft: Draft, count: number): Result {
  const bots = seated(draft.state).filter(({ bot }) => bot);
  if (bots.length === count) return done;
  if (draft.state.phase !== 'lobby') return hasStarted();
  if (seated(draft.state).length - bots.length + count > maxPlayers)
    return refuse('bad_request', `A game has ${maxPlayers} seats at most.`, 'count');
  for (let i = bots.length; i < count && draft.hasTime; i++) seatPlayer(draft, nextName(draft.state), true);
  for (const { player } of bots.slice(count)) if (draft.hasTime) removeSeat(draft, player);
  draft.isPartial = seated(draft.state).filter(({ bot }) => bot).length !== count;
  return done;
}
