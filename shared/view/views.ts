/** What one phone is shown: small, whole, and nothing that is not for its eyes. */
import { outcomeOf, score, type Outcome, type Score } from './forecast.ts';
import { turnSeed } from '../session/secret.ts';
import type { Config } from '../session/config.ts';
import { dealNext } from '../session/deal.ts';
import type { Forecast, StepKind } from '../session/event.ts';
import {
  currentP,
  isAtEnd,
  isPlayed,
  openStep,
  playersHere,
  type Player,
  type Rollout,
  type State,
  type Step,
} from '../session/state.ts';
import { medianCollapse } from '../theory/collapse.ts';
import { writingChance } from '../model/unigram.ts';

/** A turn to play: the chance to write with and the seed that draws, or the text to count. */
export type Turn =
  | { step: 'generate'; rollout: number; round: number; p: number; k: number; seed: number | null }
  | { step: 'refit'; rollout: number; round: number; text: string; writer: string | null };

export interface You {
  player: number;
  name: string;
  away: boolean;
  /** one's own model: in a relay the only one, in teams the team's, in `everyone` the one that began with this player */
  rollout: number | null;
  /** its p(0) … now; empty without one */
  line: readonly number[];
  forecast: Forecast | null;
  score?: Score;
}

/** The class in a few numbers. */
export interface ClassSummary {
  /** how many players are here */
  players: number;
  rollouts: number;
  /** how many rollouts are at 0 and at 1 now */
  ends: [number, number];
  /** the mean of p over the rollouts; null in the lobby */
  mean: number | null;
  /** share of the rollouts at 0 or 1, by round, as far as all have come */
  atEnd: number[];
}

/** What all phones of a session are shown. */
export interface SharedView {
  seq: number;
  phase: State['phase'];
  title: string;
  config: Config;
  /** the round that was opened last, from 0 */
  round: number;
  /** null between steps */
  step: StepKind | null;
  /** null between steps, while paused, and where steps wait for ever */
  deadline: number | null;
  class: ClassSummary;
  /** the session's id, once it has finished */
  replay?: string;
}

/** What one phone is shown beside that. */
export interface OwnView {
  /** the server's clock, milliseconds since 1970 */
  now: number;
  you: You | null;
  turns: Turn[];
  /** by who is here now, a turn of the next step will be one's own */
  next: boolean;
}

export type View = SharedView & OwnView;

/** What a view needs beside the state. */
export interface Session {
  id: string;
  /** 32 hex characters, from which the turn seeds come */
  secret: string;
}

/** A view of a player's phone (null: one without a seat) at a time. */
export type ViewOf<T> = (player: number | null, now: number) => T;

/** The views of one state. */
export function views(state: State, session: Session): ViewOf<View> {
  const { shared, own } = partsOfViews(state, session);
  return (player, now) => ({ ...shared, ...own(player, now) });
}

/** The views of one state in two parts, of which the one that they share is worked out once. */
export function partsOfViews(state: State, session: Session): { shared: SharedView; own: ViewOf<OwnView> } {
  const step = openStep(state);
  const summary = summarise(state);
  const nextTurns = new Set(dealNext(state));
  const forecasts = state.players.some(({ forecast }) => forecast !== null);
  const median = () => medianCollapse(state.config, state.config.rounds);
  const outcome = forecasts ? outcomeOf(state, summary.atEnd, median) : null;
  const shared = {
    seq: state.seq,
    phase: state.phase,
    title: state.title,
    config: state.config,
    round: state.phase === 'lobby' ? 0 : (state.step?.round ?? 0),
    step: step?.kind ?? null,
    deadline: state.phase === 'paused' ? null : (step?.deadline ?? null),
    class: summary,
    ...(state.phase === 'finished' && { replay: session.id }),
  };
  const own: ViewOf<OwnView> = (player, now) => ({
    now,
    you: player === null ? null : you(state, outcome, state.players[player - 1]!),
    turns: player === null || step === null ? [] : turnsOf(state, session, step, player),
    next: player !== null && nextTurns.has(player),
  });
  return { shared, own };
}

/** The rollout that is a player's own model. */
function ownRollout(state: State, { player, team }: Player): number | null {
  if (state.phase === 'lobby') return null;
  if (state.owners === null) return state.teams === null ? 0 : team;
  const index = state.owners.indexOf(player);
  return index === -1 ? null : index;
}

function you(state: State, outcome: Outcome | null, seat: Player): You {
  const rollout = ownRollout(state, seat);
  const line = state.phase === 'lobby' || rollout === null ? [] : state.rollouts[rollout]!.line;
  const scored = outcome && seat.forecast && score(outcome, seat.forecast, state.config.rounds);
  const { player, name, away, forecast } = seat;
  return { player, name, away, rollout, line, forecast, ...(scored && { score: scored }) };
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
  state: State,
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
  const seed = config.writing === 'throw' ? turnSeed(session.secret, index, round) : null;
  return { step: kind, rollout: index, round, p, k: config.textLength, seed };
}

export function summarise(state: State): ClassSummary {
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
