/** Player commands: join, forecast, and the turns (rules J1–J5, F1 and T6–T8). */
import { countOnes } from '../../model/unigram.ts';
import type { PlayerCommand, Reply } from '../command.ts';
import { maxPlayers } from '../config.ts';
import type { Draft } from './draft.ts';
import type { Forecast } from '../event.ts';
import { cleanName, distinct, generatedName } from '../names.ts';
import { clearAway, resumeIfManyAreHere } from './presence.ts';
import { refuse, type Refusal } from '../result.ts';
import { openStep, seated, started, type Player, type Rollout, type State } from '../state.ts';
import { afterTurn, drawText, playedBy, refit, write } from './steps.ts';

type Of<T extends PlayerCommand['type']> = Extract<PlayerCommand, { type: T }>;

export function decidePlayer(draft: Draft, command: PlayerCommand): Reply {
  if (command.type === 'join' && command.player === null) return takeSeat(draft, command.name);
  const player = command.player!;
  const seat = draft.state.players[player - 1];
  if (seat === undefined) return refuse('not_joined', 'Join the game first.');
  if (seat.kicked) return refuse('kicked', 'Your teacher has removed you from this game.');
  clearAway(draft, player);
  switch (command.type) {
    case 'join':
      return { ok: true, player, name: seat.name };
    case 'forecast':
      return forecast(draft, seat, command);
    case 'generate':
    case 'refit':
      return playTurn(draft, command);
    default:
      return command satisfies never;
  }
}

function takeSeat(draft: Draft, wanted: string | undefined): Reply<'join'> {
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
  return { ok: true, ...seatPlayer(draft, name, false) };
}

/** Seats a player under a unique name. */
export function seatPlayer(draft: Draft, wanted: string, bot: boolean): { player: number; name: string } {
  const { state } = draft;
  const player = state.players.length + 1;
  const name = distinct(
    wanted,
    state.players.filter((one) => !one.kicked).map((one) => one.name),
  );
  draft.emit({ type: 'joined', player, name, bot, team: smallestTeam(state) });
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
  if (last?.round !== round || last.pole !== pole) draft.emit({ type: 'forecast', player, round, pole });
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
