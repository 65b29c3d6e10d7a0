/** One simulation run of a seed, with its violations. */
import { isDeepStrictEqual } from 'node:util';
import type { SessionEvent } from '../../shared/session/event.ts';
import { verdictOf } from '../support/session/verdict.ts';
import { Scenario } from './scenario.ts';

/** Milliseconds of peace in which everybody has found each other again: longer than any heartbeat. */
const toFindEachOther = 60_000;
/** And in which a page that changes its line just then, since an answer was late, has the new one. */
const toChangeLines = 5_000;
/** And in which the slowest game has come to its end. */
const toFinish = 20 * 60_000;

export interface Outcome {
  seed: number;
  /** empty where all is well */
  faults: string[];
  /** what happened to the players' bytes */
  draws: DrawsStory[];
}

/** `delayed`: by a restart or a lost store, while bytes were revealed. */
export type DrawsStory = 'all in' | 'missing' | 'sealed again' | 'delayed' | 'paused' | 'stopped';

/** @param trace takes a line for each thing that happens; null for none */
export async function play(seed: number, trace: string[] | null = null): Promise<Outcome> {
  const scenario = new Scenario(seed, trace);
  const { loop, invariants } = scenario;
  const found = () => invariants.faults.length > 0;
  const unhandled = (error: unknown) => invariants.violated(`unhandled: ${(error as Error).stack}`);
  process.on('unhandledRejection', unhandled);
  try {
    await scenario.injectFault();
    scenario.recover();
    await loop.run(loop.now() + toFindEachOther, found);
    await loop.run(loop.now() + toChangeLines, () => found() || disconnected(scenario).length === 0);
    for (const fault of disconnected(scenario)) invariants.violated(fault);
    await loop.run(loop.now() + toFinish, () => found() || invariants.state.phase === 'finished');
    await loop.run(loop.now() + toFindEachOther, found);
    if (!found()) checkEnd(scenario);
  } catch (error) {
    invariants.violated(`a throw: ${(error as Error).stack}`);
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  return { seed, faults: invariants.faults, draws: drawsStories(invariants.log) };
}

function drawsStories(log: readonly SessionEvent[]): DrawsStory[] {
  const start = log.findIndex(({ type }) => type === 'started');
  const from = log[start];
  if (from?.type !== 'started' || !from.seals) return [];
  const opened = log.findIndex(({ type }) => type === 'step_opened' || type === 'watching');
  const types = new Set(log.slice(start, opened === -1 ? log.length : opened).map(({ type }) => type));
  const revealed = log.filter(({ type }) => type === 'revealed').length;
  return [
    revealed === from.seals.length ? 'all in' : 'missing',
    ...(log.some(({ type }) => type === 'sealed') ? (['sealed again'] as const) : []),
    ...(types.has('deadline') ? (['delayed'] as const) : []),
    ...(types.has('paused') ? (['paused'] as const) : []),
    ...(types.has('finished') ? (['stopped'] as const) : []),
  ];
}

/** What is wrong as long as not everybody has a line, and is online. */
function disconnected({ students, invariants }: Scenario): string[] {
  if (invariants.state.phase === 'finished') return [];
  return students.flatMap(({ session, key, name }) => {
    const player = invariants.playerOf(key);
    const seat = player === null ? null : invariants.state.players[player - 1]!;
    if (seat?.kicked) return [];
    const { canSend, status } = session!.connection;
    return [
      ...(seat && !seat.online ? [`${name} is here, and counts as gone`] : []),
      ...(canSend ? [] : [`${name} has no line: ${status}`]),
    ];
  });
}

/** The game is over, every copy is the same, and nothing waits to be said. */
function checkEnd({ students, hosts, invariants }: Scenario): void {
  const { state, seq, log } = invariants;
  if (state.phase !== 'finished') return invariants.violated(`the room is stuck: ${state.phase}`);
  checkLog(invariants);
  for (const { name, session } of hosts) {
    if (!isDeepStrictEqual(session.board?.state, state))
      invariants.violated(`the ${name} shows another state`);
    if (session.replayId !== 'session') invariants.violated(`the ${name} does not know the replay`);
  }
  for (const student of students) {
    const { name, key, session } = student;
    const player = invariants.playerOf(key);
    if (player !== null && state.players[player - 1]!.kicked) continue;
    const view = session!.view;
    if (!view || !isDeepStrictEqual(view, invariants.viewAt(seq, player, view.now)))
      invariants.violated(`${name} does not see the end, but ${view?.phase} ${view?.seq} of ${log.length}`);
    const fault = student.faultInDraws(state);
    if (fault) invariants.violated(fault);
    // a seat that the store has lost cannot say its turns
    if ((player !== null && session!.unconfirmed > 0) || session!.joining)
      invariants.violated(`${name} has something left to say`);
  }
}

function checkLog(invariants: Scenario['invariants']): void {
  const { log } = invariants;
  log.forEach(({ seq }, index) => seq === index + 1 || invariants.violated(`a gap before event ${seq}`));
  for (const event of log)
    if (event.type === 'generated') invariants.turns('generate', event);
    else if (event.type === 'refitted') invariants.turns('refit', event);
  if (log.some((event, index) => event.at < (log[index - 1]?.at ?? 0)))
    invariants.violated('time runs back in the log');
  const players = log.flatMap((event) => (event.type === 'joined' && !event.bot ? [event.player] : []));
  const keys = new Set(invariants.seats.map(({ keyHash }) => keyHash));
  const { length } = invariants.seats;
  if (length !== players.length || keys.size !== players.length)
    invariants.violated(`${players.length} players have ${length} seats of ${keys.size} keys`);
  if (invariants.state.phase !== 'finished') return;
  const { commitment, secret } = invariants.state;
  const verdict = verdictOf({ commitment, secret, events: log });
  if (!verdict.ok) invariants.violated(`the replay does not verify: ${verdict.place}`);
}
