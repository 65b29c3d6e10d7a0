/** Plays one seed to its end, and says what was wrong. */
import { isDeepStrictEqual } from 'node:util';
import { verify } from '../../shared/replay/verify.ts';
import { School } from './scenario.ts';

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
}

/** @param trace takes a line for each thing that happens; null for none */
export async function play(seed: number, trace: string[] | null = null): Promise<Outcome> {
  const school = new School(seed, trace);
  const { world, judge } = school;
  const found = () => judge.faults.length > 0;
  const unhandled = (error: unknown) => judge.blame(`unhandled: ${(error as Error).stack}`);
  process.on('unhandledRejection', unhandled);
  try {
    await school.suffer();
    school.recover();
    await world.run(world.now + toFindEachOther, found);
    await world.run(world.now + toChangeLines, () => found() || missing(school).length === 0);
    for (const fault of missing(school)) judge.blame(fault);
    await world.run(world.now + toFinish, () => found() || judge.state.phase === 'finished');
    await world.run(world.now + toFindEachOther, found);
    if (!found()) judgeEnd(school);
  } catch (error) {
    judge.blame(`a throw: ${(error as Error).stack}`);
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  return { seed, faults: judge.faults };
}

/** What is wrong as long as not everybody has a line, and is online. */
function missing({ pupils, judge }: School): string[] {
  if (judge.state.phase === 'finished') return [];
  return pupils.flatMap(({ phone, key, name }) => {
    const player = judge.playerOf(key);
    const seat = player === null ? null : judge.state.players[player - 1]!;
    if (seat?.kicked) return [];
    const { canSpeak, status } = phone!.connection;
    return [
      ...(seat && !seat.online ? [`${name} is here, and counts as gone`] : []),
      ...(canSpeak ? [] : [`${name} has no line: ${status}`]),
    ];
  });
}

/** The game is over, every copy is the same, and nothing waits to be said. */
function judgeEnd({ pupils, teachers, judge }: School): void {
  const { state, seq, log } = judge;
  if (state.phase !== 'finished') return judge.blame(`the room is stuck: ${state.phase}`);
  judgeLog(judge);
  for (const { name, session } of teachers) {
    if (!isDeepStrictEqual(session.board?.state, state)) judge.blame(`the ${name} shows another state`);
    if (session.replayId !== 'session') judge.blame(`the ${name} does not know the replay`);
  }
  for (const { name, key, phone } of pupils) {
    const player = judge.playerOf(key);
    if (player !== null && state.players[player - 1]!.kicked) continue;
    const view = phone!.view;
    if (!view || !isDeepStrictEqual(view, judge.viewAt(seq, player, view.now)))
      judge.blame(`${name} does not see the end, but ${view?.phase} ${view?.seq} of ${log.length}`);
    if (phone!.unconfirmed > 0 || phone!.joining) judge.blame(`${name} has something left to say`);
  }
}

function judgeLog(judge: School['judge']): void {
  const { log } = judge;
  log.forEach(({ seq }, index) => seq === index + 1 || judge.blame(`a gap before event ${seq}`));
  for (const event of log)
    if (event.type === 'generated') judge.turns('generate', event);
    else if (event.type === 'refitted') judge.turns('refit', event);
  if (log.some((event, index) => event.at < (log[index - 1]?.at ?? 0)))
    judge.blame('time runs back in the log');
  const players = log.flatMap((event) => (event.type === 'joined' && !event.bot ? [event.player] : []));
  const keys = new Set(judge.seats.map(({ keyHash }) => keyHash));
  if (judge.seats.length !== players.length || keys.size !== players.length)
    judge.blame(`${players.length} players have ${judge.seats.length} seats of ${keys.size} keys`);
  if (judge.state.phase !== 'finished') return;
  const { commitment, secret } = judge.state;
  const checking = verify({ commitment, secret, events: log });
  let step = checking.next();
  while (!step.done) step = checking.next();
  if (!step.value.ok) judge.blame(`the replay does not verify: ${step.value.place}`);
}
