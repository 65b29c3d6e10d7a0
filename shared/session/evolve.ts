/** State transition: applies an event to a state. Pure: it never draws and never refuses. */
import { fixedDigest, revealTime } from './draws.ts';
import type { Forecast, SessionEvent } from './event.ts';
import {
  started,
  type Draws,
  type Finished,
  type Paused,
  type Player,
  type Playing,
  type Rollout,
  type Started,
  type State,
  type Step,
  type Watching,
} from './state.ts';

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

/**
 * The state after an event.
 *
 * @param state null before `created`
 * @throws where the log is invalid: an event before `created`, a gap, or a turn before the start
 */
export function evolve(state: State | null, event: SessionEvent): State {
  if (event.type === 'created') return created(event);
  if (state === null || event.seq !== state.seq + 1)
    throw new Error(`event ${event.seq} does not follow ${state?.seq ?? 0}`);
  return { ...apply(state, event), seq: event.seq };
}

/** Folds a log or, with `from`, its continuation into a state. */
export function foldEvents(events: Iterable<SessionEvent>, from: State | null = null): State | null {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
}

function created({ seq, config, commitment, secretGiven, code, title }: Of<'created'>): State {
  const common = { seq, code, title, commitment, config, players: [], locked: false };
  return { phase: 'lobby', ...common, ...(!secretGiven && { secretDrawn: true }) };
}

function apply(state: State, event: Exclude<SessionEvent, { type: 'created' }>): State {
  switch (event.type) {
    case 'configured':
      return {
        ...state,
        config: event.config,
        players: state.players.map((player) => ({ ...player, forecast: null })),
      };
    case 'joined':
      return { ...state, players: [...state.players, newcomer(event)] };
    case 'sealed':
      return withPlayer(state, event.player, { seal: event.seal });
    case 'presence':
      return withPlayer(state, event.player, { online: event.online });
    case 'kicked':
      return withPlayer(state, event.player, { kicked: true });
    case 'locked':
      return { ...state, locked: event.locked };
    case 'away':
      return withPlayer(state, event.player, { away: event.away, missed: { count: 0, step: 0 } });
    case 'forecast':
      return withPlayer(state, event.player, { forecast: forecastIn(event) });
    case 'started':
      return startPlay(state, event);
    case 'revealed':
      return withBytes(started(state), event);
    case 'step_opened':
      return { ...started(state), step: stepOf(event) };
    case 'generated':
    case 'refitted':
      return turnPlayed(started(state), event);
    case 'watching':
      return { ...started(state), phase: 'watching' } as Watching;
    case 'paused':
      return paused(started(state), event);
    case 'deadline':
      return deadlineMoved(started(state), event.deadline);
    case 'resumed':
      return resumed(started(state), event);
    case 'finished':
      return { ...started(state), phase: 'finished', reason: event.reason, secret: event.secret } as Finished;
    default:
      return event satisfies never;
  }
}

function newcomer({ player, name, bot, team, seal }: Of<'joined'>): Player {
  const missed = { count: 0, step: 0 };
  const seated = {
    player,
    name,
    bot,
    team,
    online: true,
    kicked: false,
    away: false,
    missed,
    forecast: null,
  };
  return seal === undefined ? seated : { ...seated, seal };
}

function forecastIn({ round, pole }: Of<'forecast'>): Forecast {
  return pole === undefined ? { round } : { round, pole };
}

function withPlayer<S extends State>(state: S, number: number, change: Partial<Player>): S {
  const players = state.players.map((one) => (one.player === number ? { ...one, ...change } : one));
  return { ...state, players };
}

function startPlay(state: State, event: Of<'started'>): Playing {
  const { seq, code, title, commitment, secretDrawn, config, locked } = state;
  const rollout: Rollout = { line: [config.start], writers: [], fitters: [], text: null, allOnes: 0 };
  const teamOf = new Map(
    event.teams?.flatMap((team, index) => team.map((player) => [player, index] as const)),
  );
  return {
    seq,
    code,
    title,
    commitment,
    ...(secretDrawn && { secretDrawn }),
    config,
    locked,
    phase: 'playing',
    players: state.players.map((player) => ({ ...player, team: teamOf.get(player.player) ?? null })),
    rollouts: Array.from({ length: event.rollouts }, () => rollout),
    teams: event.teams?.length ?? null,
    owners: event.owners,
    ...(event.seals && { draws: fix(state, event, event.seals) }),
    step: null,
    since: event.at,
  };
}

function fix(state: State, { at, rollouts, teams, owners }: Of<'started'>, players: number[]): Draws {
  const { commitment, config } = state;
  const seals = players.map((player) => [player, state.players[player - 1]!.seal!] as const);
  const fixed = fixedDigest({ commitment, config, rollouts, teams, owners, seals });
  return { fixed, teams, seals, revealed: [], opensAt: at + revealTime };
}

function withBytes(state: Started, { player, bytes }: Of<'revealed'>): Started {
  const draws = state.draws!;
  const revealed = [...draws.revealed, [player, bytes] as const].sort(([a], [b]) => a - b);
  return { ...state, draws: { ...draws, revealed } };
}

function stepOf({ seq, round, step, turns, deadline }: Of<'step_opened'>): Step {
  const dealtLeft = turns.filter((player) => player !== null).length;
  return { seq, round, kind: step, turns, left: turns.length, dealtLeft, deadline, early: false };
}

function turnPlayed(state: Started, event: Of<'generated' | 'refitted'>): Started {
  const step = state.step!;
  const dealtTo = step.turns[event.rollout] ?? null;
  const left = step.left - 1;
  const rollouts = state.rollouts.slice();
  rollouts[event.rollout] = withTurn(rollouts[event.rollout]!, event);
  return {
    ...withMissed(state, step, dealtTo, event),
    rollouts,
    step: { ...step, left, dealtLeft: dealtTo === null ? step.dealtLeft : step.dealtLeft - 1 },
    since: left === 0 ? event.at : state.since,
  };
}

/** Lists grow by `concat`, since V8 reserves room for 16 more elements in a spread one. */
function withTurn(rollout: Rollout, event: Of<'generated' | 'refitted'>): Rollout {
  return event.type === 'generated'
    ? { ...rollout, text: event.tokens, writers: rollout.writers.concat(event.by) }
    : {
        ...rollout,
        line: rollout.line.concat(event.p),
        fitters: rollout.fitters.concat(event.by),
        allOnes: rollout.allOnes + event.ones,
      };
}

/** Counts consecutive full deadlines at which the server had to play for a player. */
function withMissed<S extends Started>(
  state: S,
  step: Step,
  dealtTo: number | null,
  { at, by }: Of<'generated' | 'refitted'>,
): S {
  if (dealtTo === null) return state;
  const { missed } = state.players[dealtTo - 1]!;
  if (by !== 'server')
    return missed.count === 0 ? state : withPlayer(state, dealtTo, { missed: { count: 0, step: step.seq } });
  const full = step.deadline !== null && !step.early && at >= step.deadline;
  if (!full || missed.step === step.seq) return state;
  return withPlayer(state, dealtTo, { missed: { count: missed.count + 1, step: step.seq } });
}

function paused(state: Started, { reason, at }: Of<'paused'>): Paused {
  const open = state.step !== null && state.step.left > 0;
  const left = open && state.step!.deadline !== null ? Math.max(0, state.step!.deadline - at) : null;
  const resumes = state.phase === 'watching' ? 'watching' : 'playing';
  return { ...state, phase: 'paused', reason, resumes, left } as Paused;
}

function deadlineMoved(state: Started, deadline: number): Started {
  if (state.step === null) return { ...state, draws: { ...state.draws!, opensAt: deadline } };
  const { step } = state;
  const early = step.early || (step.deadline !== null && deadline < step.deadline);
  return { ...state, step: { ...step, deadline, early } };
}

function resumed(state: Started, { deadline, at }: Of<'resumed'>): Started {
  if (state.phase !== 'paused') return state;
  const { reason: _, resumes, left: __, ...rest } = state;
  const step = rest.step && { ...rest.step, deadline: rest.step.left > 0 ? deadline : rest.step.deadline };
  const draws = step === null && rest.draws && { draws: { ...rest.draws, opensAt: at + revealTime } };
  return { ...rest, phase: resumes, step, since: at, ...draws } as Playing | Watching;
}
