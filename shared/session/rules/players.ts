/** Player commands: join, forecast, the turns, and the players' part in the draws (rules J1–J5, F1, T6–T8, D6 and D8). */
import { countOnes } from '../../model/unigram.ts';
import type { PlayerCommand, Reply } from '../command.ts';
import { maxPlayers } from '../config.ts';
import type { Draft } from './draft.ts';
import { isRevealing } from '../draws.ts';
import type { Forecast } from '../event.ts';
import { cleanName, distinct, generatedName } from '../names.ts';
import { clearAway, resumeIfManyAreHere } from './presence.ts';
import { refuse, type Refusal, type Result } from '../result.ts';
import { sealOf } from '../secret.ts';
import { openStep, seated, started, type Player, type Rollout, type State } from '../state.ts';
import { afterTurn, drawText, playedBy, refit, write } from './steps.ts';

type Of<T extends PlayerCommand['type']> = Extract<PlayerCommand, { type: T }>;

export function decidePlayer(draft: Draft, command: PlayerCommand): Reply {
  if (command.type === 'join' && command.player === null) return takeSeat(draft, command);
  const player = command.player!;
  const seat = draft.state.players[player - 1];
  if (seat === undefined) return refuse('not_joined', 'Join the game first.');
  if (seat.kicked) return refuse('kicked', 'Your teacher has removed you from this game.');
  clearAway(draft, player);
  switch (command.type) {
    case 'join':
      return sealAgain(draft, seat, command.seal) ?? { ok: true, player, name: seat.name };
    case 'reveal':
      return reveal(draft, seat, command.bytes);
    case 'forecast':
      return forecast(draft, seat, command);
    case 'generate':
    case 'refit':
      return playTurn(draft, command);
    default:
      return command satisfies never;
  }
}

function takeSeat(draft: Draft, { name: wanted, seal }: Of<'join'>): Reply<'join'> {
  const { state } = draft;
  if (state.phase === 'finished') return refuse('room_finished', 'This game is over.');
  if (state.locked)
    return refuse('room_locked', 'Your teacher has locked this game. Ask to be let in, then try again.');
  if (state.phase !== 'lobby' && !state.config.lateJoin)
    return refuse('room_locked', 'This game has started, and takes nobody new.');
  if (seated(state).length >= maxPlayers)
    return refuse('room_full', 'This game is full: all its seats are taken.');
  const name = state.config.names === 'free' ? cleanName(wanted ?? '') : nextName(state);
  if (name === null) return refuse('bad_name', 'Choose a name of 1 to 24 letters.', 'name');
  if (!takesSeals(state)) return { ok: true, ...seatPlayer(draft, name, false) };
  return sealTaken(state, seal) ?? { ok: true, ...seatPlayer(draft, name, false, seal) };
}

function takesSeals({ phase, secretDrawn }: State): boolean {
  return phase === 'lobby' && secretDrawn === true;
}

/** Equal seals are of equal bytes, and whoever copies a seal would copy what it reveals. */
function sealTaken({ players }: State, seal: string | undefined): Refusal | null {
  if (seal === undefined || players.every((player) => player.seal !== seal)) return null;
  return refuse('seal_taken', 'Another device has sealed the same bytes. Try again.', 'seal');
}

/** Replaces a seated player's seal before the start. */
function sealAgain(draft: Draft, { player, seal: last }: Player, seal: string | undefined): Refusal | null {
  if (seal === undefined || seal === last || !takesSeals(draft.state)) return null;
  const refusal = sealTaken(draft.state, seal);
  if (!refusal) draft.emit({ type: 'sealed', player, seal });
  return refusal;
}

/** Accepts the bytes behind a seal that the start has fixed, until round 0 opens. */
function reveal(draft: Draft, { player }: Player, bytes: string): Result {
  const { state } = draft;
  const draws = state.phase === 'lobby' ? undefined : state.draws;
  if (draws?.revealed.some(([one, known]) => one === player && known === bytes)) return { ok: true };
  const seal = isRevealing(state) ? state.draws.seals.find(([one]) => one === player)?.[1] : undefined;
  if (seal === undefined) return refuse('wrong_phase', 'Nothing of this device is to be revealed now.');
  if (seal !== sealOf(state.commitment, bytes))
    return refuse('wrong_bytes', 'These are not the bytes that were sealed.', 'bytes');
  draft.emit({ type: 'revealed', player, bytes });
  return { ok: true };
}

/** Seats a player under a unique name. */
export function seatPlayer(
  draft: Draft,
  wanted: string,
  bot: boolean,
  seal?: string,
): { player: number; name: string } {
  const { state } = draft;
  const player = state.players.length + 1;
  const name = distinct(
    wanted,
    state.players.filter((one) => !one.kicked).map((one) => one.name),
  );
  const team = smallestTeam(state);
  draft.emit({ type: 'joined', player, name, bot, team, ...(seal !== undefined && { seal }) });
  resumeIfManyAreHere(draft);
  return { player, name };
}

export function nextName(state: State): string {
  return generatedName(state.commitment, state.players.length);
}

/** The team of a player who joins after the start: the smallest, the first on a tie. */
function smallestTeam(state: State): number | null {
  if (state.phase === 'lobby' || state.teams === null) return null;
  const sizes = Array.from({ length: state.teams }, () => 0);
  for (const { team } of seated(state)) if (team !== null) sizes[team]!++;
  return sizes.indexOf(Math.min(...sizes));
}

function forecast(
  draft: Draft,
  { player, forecast: last }: Player,
  { round, pole }: Forecast,
): Reply<'forecast'> {
  const { phase, config } = draft.state;
  if (phase !== 'lobby') return refuse('wrong_phase', 'Forecasts are made before the start.');
  if (config.regime.kind !== 'replace')
    return refuse('wrong_phase', 'There is nothing to forecast: these models do not collapse for good.');
  if (round !== null && round > config.rounds)
    return refuse('bad_request', `There are only ${config.rounds} rounds.`, 'round');
  if (last?.round !== round || last.pole !== pole)
    draft.emit({ type: 'forecast', player, round, ...(pole !== undefined && { pole }) });
  return { ok: true };
}

function playTurn(draft: Draft, command: Of<'generate' | 'refit'>): Reply<'generate' | 'refit'> {
  const { player, rollout: index, round, type } = command;
  const { state } = draft;
  const rollout = state.phase === 'lobby' ? undefined : state.rollouts[index];
  const by = rollout && playedBy(rollout, type, round);
  if (rollout && by !== undefined)
    return by === player ? answer(command, rollout) : refuse('turn_over', 'This turn is over.');
  if (state.phase === 'paused') return refuse('paused', 'The game is paused.');
  const step = openStep(state);
  if (!step || step.kind !== type || step.round !== round || step.turns[index] !== player)
    return refuse('not_your_turn', 'This is not your turn.');
  const refusal = play(draft, command);
  if (refusal) return refusal;
  afterTurn(draft);
  return answer(command, started(draft.state).rollouts[index]!);
}

function answer({ type, round }: Of<'generate' | 'refit'>, { line }: Rollout): Reply<'generate' | 'refit'> {
  return type === 'refit' ? { ok: true, p: line[round + 1]! } : { ok: true };
}

function play(draft: Draft, command: Of<'generate' | 'refit'>): Refusal | null {
  const { player, rollout: index } = command;
  const state = started(draft.state);
  if (command.type === 'refit') {
    if (command.ones !== countOnes(state.rollouts[index]!.text!))
      return refuse('wrong_count', 'Count the 1s again.', 'ones');
    refit(draft, index, player);
    return null;
  }
  const { textLength, writing } = state.config;
  const fits = /^[01]+$/.test(command.tokens) && command.tokens.length === textLength;
  if (!fits) return refuse('wrong_tokens', `A text is ${textLength} tokens, each 0 or 1.`, 'tokens');
  if (writing === 'throw' && command.tokens !== drawText(state, index, draft.secret))
    return refuse('wrong_tokens', 'These are not the tokens that the darts drew.', 'tokens');
  write(draft, index, player, command.tokens);
  return null;
}
