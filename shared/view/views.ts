/** Views: the whole state of one player's screen, without anything that the player may not see. */
import { outcomeOf, score, type Outcome, type Score } from './forecast.ts';
import { turnSeed, type Revealed } from '../session/secret.ts';
import type { Config } from '../session/config.ts';
import { dealNext } from '../session/deal.ts';
import { isRevealing, turnKeyOf } from '../session/draws.ts';
import type { Forecast, StepKind } from '../session/event.ts';
import {
  currentP,
  isAtEnd,
  isPlayed,
  openStep,
  playersHere,
  type Player,
  type Draws,
  type Finished,
  type Rollout,
  type Seal,
  type Started,
  type State,
  type Step,
} from '../session/state.ts';
import { medianCollapses } from '../theory/collapse.ts';
import { writingChance } from '../model/unigram.ts';

/** A turn to play: p, k and the seed to write with (null: by hand), or the text to count. */
export type Turn =
  | { step: 'generate'; rollout: number; round: number; p: number; k: number; seed: number | null }
  | { step: 'refit'; rollout: number; round: number; text: string; writer: string | null };

export interface You {
  player: number;
  name: string;
  away: boolean;
  /** the player's own model: the only one in `relay`, the team's in `teams`, the one they own in `everyone` */
  rollout: number | null;
  /** p(0) … p(now) of that model; empty without one */
  line: readonly number[];
  forecast: Forecast | null;
  score?: Score;
  /**
   * The player's seal: `sealed` before the start; from the start on, where it is among those fixed, `fixed` while its
   * bytes may be revealed, then `revealed` or `missing`. Missing where there is none.
   */
  seal?: 'sealed' | 'fixed' | 'revealed' | 'missing';
}

/** What a device needs at the end to compute the turn key, and to see that all was fixed before. */
export interface RevealedDraws {
  secret: string;
  /** as `started` has them */
  teams: readonly (readonly number[])[] | null;
  owners: readonly number[] | null;
  /** in ascending order of the players, like the seals */
  revealed: readonly Revealed[];
  /** seals whose bytes did not come */
  missing: readonly Seal[];
}

/** Statistics of the class. */
export interface ClassSummary {
  /** number of present players */
  players: number;
  rollouts: number;
  /** number of rollouts at 0 and at 1 now */
  ends: [number, number];
  /** the mean of p over the rollouts; null in the lobby */
  mean: number | null;
  /** share of the rollouts at 0 or 1 by round, up to the last round that all have reached */
  atEnd: number[];
}

/** The part of a view that all devices of a session share. */
export interface SharedView {
  seq: number;
  phase: State['phase'];
  title: string;
  /** SHA-256 of the secret, hex; missing where the secret was given */
  commitment?: string;
  /** H, the digest of what the start has fixed, hex; missing before, and where it has fixed no seals */
  fixed?: string;
  config: Config;
  /** the current round, from 0 */
  round: number;
  /** null between steps */
  step: StepKind | null;
  /** milliseconds since 1970; null between steps, while paused, and without a time limit */
  deadline: number | null;
  class: ClassSummary;
  /** the session's id, after the end */
  replay?: string;
  /** after the end, where the start has fixed seals */
  draws?: RevealedDraws;
}

/** The part of a view that differs between devices. */
export interface OwnView {
  /** the server's clock, milliseconds since 1970 */
  now: number;
  you: You | null;
  turns: Turn[];
  /** whether the player would have a turn in the next step, if it were dealt now */
  next: boolean;
}

export type View = SharedView & OwnView;

/** What a view needs apart from the state. */
export interface Session {
  id: string;
  /** 32 hex characters; with the bytes of players it gives the seeds of turns */
  secret: string;
}

/** The view of a player (null: a device without a seat) at a time in milliseconds since 1970. */
export type ViewOf<T> = (player: number | null, now: number) => T;

export function views(state: State, session: Session): ViewOf<View> {
  const { shared, own } = partsOfViews(state, session);
  return (player, now) => ({ ...shared, ...own(player, now) });
}

/** The views of one state in two parts, of which the shared one is computed once. */
export function partsOfViews(state: State, session: Session): { shared: SharedView; own: ViewOf<OwnView> } {
  const step = openStep(state);
  const summary = classSummary(state);
  const nextTurns = new Set(dealNext(state));
  const forecasts = state.players.some(({ forecast }) => forecast !== null);
  const medians = () => medianCollapses(state.config, state.config.rounds, summary.rollouts);
  const seals = sealsOf(state);
  const outcome = forecasts ? outcomeOf(state, summary.atEnd, medians) : null;
  const shared = {
    seq: state.seq,
    phase: state.phase,
    title: state.title,
    ...(state.secretDrawn && { commitment: state.commitment }),
    ...(state.phase !== 'lobby' && state.draws && { fixed: state.draws.fixed }),
    config: state.config,
    round: state.phase === 'lobby' ? 0 : (state.step?.round ?? 0),
    step: step?.kind ?? null,
    deadline: state.phase === 'paused' ? null : (step?.deadline ?? null),
    class: summary,
    ...(state.phase === 'finished' && { replay: session.id }),
    ...(state.phase === 'finished' && state.draws && { draws: revealedDraws(state, state.draws) }),
  };
  const own: ViewOf<OwnView> = (player, now) => ({
    now,
    you: player === null ? null : youOf(state, outcome, state.players[player - 1]!, seals.get(player)),
    turns: player === null || step === null ? [] : turnsOf(state, session, step, player),
    next: player !== null && nextTurns.has(player),
  });
  return { shared, own };
}

function ownRollout(state: State, { player, team }: Player): number | null {
  if (state.phase === 'lobby') return null;
  if (state.owners === null) return state.teams === null ? 0 : team;
  const index = state.owners.indexOf(player);
  return index === -1 ? null : index;
}

function youOf(state: State, outcome: Outcome | null, seat: Player, seal: You['seal']): You {
  const rollout = ownRollout(state, seat);
  const line = state.phase === 'lobby' || rollout === null ? [] : state.rollouts[rollout]!.line;
  const scored = outcome && seat.forecast && score(outcome, seat.forecast, state.config.rounds);
  const { player, name, away, forecast } = seat;
  return {
    ...{ player, name, away, rollout, line, forecast },
    ...(scored && { score: scored }),
    ...(seal && { seal }),
  };
}

/** The seal of each player who has one. */
function sealsOf(state: State): Map<number, You['seal']> {
  if (state.phase === 'lobby')
    return new Map(
      state.players.flatMap(({ player, seal }) => (seal === undefined ? [] : [[player, 'sealed']])),
    );
  const { seals = [], revealed = [] } = state.draws ?? {};
  const rest = isRevealing(state) ? 'fixed' : 'missing';
  return new Map([
    ...seals.map(([player]) => [player, rest] as const),
    ...revealed.map(([player]) => [player, 'revealed'] as const),
  ]);
}

function revealedDraws({ secret, owners }: Finished, { teams, seals, revealed }: Draws): RevealedDraws {
  const players = new Set(revealed.map(([player]) => player));
  return { secret, teams, owners, revealed, missing: seals.filter(([player]) => !players.has(player)) };
}

function turnsOf(state: State, session: Session, step: Step, player: number): Turn[] {
  const turns: Turn[] = [];
  if (state.phase === 'lobby') return turns;
  for (let index = -1; (index = step.turns.indexOf(player, index + 1)) !== -1;) {
    const rollout = state.rollouts[index]!;
    if (!isPlayed(rollout, step)) turns.push(turnOf(state, session, step, rollout, index));
  }
  return turns;
}

function turnOf(
  state: Started,
  session: Session,
  { kind, round }: Step,
  rollout: Rollout,
  index: number,
): Turn {
  if (kind === 'refit') {
    const writer = rollout.writers[round]!;
    const name = writer === 'server' ? null : state.players[writer - 1]!.name;
    return { step: kind, rollout: index, round, text: rollout.text!, writer: name };
  }
  const { config } = state;
  const p = writingChance(config.regime, currentP(rollout), config.start);
  const key = turnKeyOf(state, session.secret);
  const seed = config.writing === 'throw' ? turnSeed(key, index, round) : null;
  return { step: kind, rollout: index, round, p, k: config.textLength, seed };
}

export function classSummary(state: State): ClassSummary {
  const players = playersHere(state).length;
  if (state.phase === 'lobby') return { players, rollouts: 0, ends: [0, 0], mean: null, atEnd: [] };
  const { rollouts } = state;
  const now = rollouts.map(currentP);
  const ends: [number, number] = [now.filter((p) => p === 0).length, now.filter((p) => p === 1).length];
  const mean = now.reduce((sum, p) => sum + p, 0) / now.length;
  const ended = Array.from({ length: Math.min(...rollouts.map(({ line }) => line.length)) }, () => 0);
  for (const { line } of rollouts) for (let t = 0; t < ended.length; t++) if (isAtEnd(line[t]!)) ended[t]!++;
  const atEnd = ended.map((number) => number / rollouts.length);
  return { players, rollouts: rollouts.length, ends, mean, atEnd };
}
