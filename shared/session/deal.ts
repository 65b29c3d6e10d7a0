/** Turn assignment: deals each rollout's turn of a step to a present player. */
import type { StepKind } from './event.ts';
import { isHere, type Rollout, type Started, type State } from './state.ts';

export interface NextStep {
  round: number;
  kind: StepKind;
}

/** of one player in one step */
const maxTurns = 2;

/** The step after the current one; null after the last. */
export function nextStep({ step, config }: Started): NextStep | null {
  if (step === null) return { round: 0, kind: 'generate' };
  if (step.kind === 'generate') return { round: step.round, kind: 'refit' };
  return step.round + 1 < config.rounds ? { round: step.round + 1, kind: 'generate' } : null;
}

/** Whether the server plays this step while the class watches. */
export function isWatched({ config }: Started, { round }: NextStep): boolean {
  return config.handRounds !== null && round >= config.handRounds;
}

/**
 * Deals a step (rules T1–T5).
 *
 * @returns a player's number for each rollout; null where the server plays it
 */
export function deal(state: Started, { round, kind }: NextStep): (number | null)[] {
  const pools = poolsOf(state);
  const turns = new Map<number, number>();
  return state.rollouts.map((rollout, index) => {
    const pool = pools[state.teams === null ? 0 : index]!;
    const writer = kind === 'refit' ? writerOf(state, rollout, index, round) : null;
    const dealt = dealOne(pool, index + round + (kind === 'refit' ? 1 : 0), writer, turns);
    if (dealt !== null) turns.set(dealt, (turns.get(dealt) ?? 0) + 1);
    return dealt;
  });
}

/** The turns of the next step, as they would be dealt now. */
export function dealNext(state: State): (number | null)[] {
  if (state.phase !== 'playing' && state.phase !== 'paused') return [];
  const next = nextStep(state);
  return next === null || isWatched(state, next) ? [] : deal(state, next);
}

/** Present players in order of joining: a pool for each team, or one for the class. */
function poolsOf(state: Started): number[][] {
  const here = state.players.filter(isHere);
  if (state.teams === null) return [here.map(({ player }) => player)];
  return Array.from({ length: state.teams }, (_, team) =>
    here.filter((player) => player.team === team).map(({ player }) => player),
  );
}

/** The player who wrote the text to be refitted or, while it is being written, has that turn. */
function writerOf({ step }: Started, rollout: Rollout, index: number, round: number): number | null {
  const by = rollout.writers[round] ?? step?.turns[index] ?? 'server';
  return by === 'server' ? null : by;
}

function dealOne(
  pool: readonly number[],
  place: number,
  writer: number | null,
  turns: ReadonlyMap<number, number>,
): number | null {
  const played = (player: number) => turns.get(player) ?? 0;
  const allowed = (player: number) => (player !== writer || pool.length === 1) && played(player) < maxTurns;
  const first = pool[place % pool.length];
  if (first === undefined || allowed(first)) return first ?? null;
  const others = pool.filter(allowed);
  return others.length === 0 ? null : others.reduce((best, one) => (played(one) < played(best) ? one : best));
}
