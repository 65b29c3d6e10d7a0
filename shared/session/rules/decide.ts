/** Command handler: turns a state and a command into events and a reply. */
import { commitmentOf } from '../secret.ts';
import type { Command, Reply } from '../command.ts';
import type { Config } from '../config.ts';
import { isRevealing } from '../draws.ts';
import { Draft, type Context, type Decision } from './draft.ts';
import { nextDueAt } from '../schedule.ts';
import type { SessionEvent } from '../event.ts';
import { decideHost } from './host.ts';
import { decidePlayer } from './players.ts';
import { comeOnline, goOffline } from './presence.ts';
import { hasServerTurns, openStep, type State } from '../state.ts';
import { closeStep, openNextStep, playRound, playServerTurns } from './steps.ts';

/** Milliseconds that an open step, or the time to reveal, has left at least after a restart of the server. */
const minLeftAfterRestart = 10_000;

/** The first event of a new session. The secret stays out of the log until the end. */
export function createSession(
  session: { config: Config; title: string; code: string; secret: string; secretGiven: boolean },
  now: number,
): SessionEvent {
  const { secret, ...fields } = session;
  return { seq: 1, at: now, type: 'created', commitment: commitmentOf(secret), ...fields };
}

/**
 * Decides a command, before and after everything that is due. Deterministic; draws happen here, so that applying the
 * events never draws. Where the time is over before that, the decision is partial; what was due after the command is due
 * still. The events are the same, however they are divided.
 *
 * @returns the reply with the events, which even a refusal can have, since some may have been due
 */
export function decide(state: State, command: Command, context: Context): Decision {
  const draft = new Draft(state, context);
  draft.isPartial = command.type !== 'restarted' && !runDue(draft);
  if (draft.isPartial) return draft.answer({ ok: true });
  const answer = reply(draft, command);
  if (!draft.isPartial) runDue(draft);
  return draft.answer(answer);
}

function reply(draft: Draft, command: Command): Reply {
  switch (command.type) {
    case 'join':
    case 'reveal':
    case 'forecast':
    case 'generate':
    case 'refit':
      return decidePlayer(draft, command);
    case 'online':
      comeOnline(draft, command.player, command.moved);
      return { ok: true };
    case 'offline':
      goOffline(draft, command.player);
      return { ok: true };
    case 'tick':
      return { ok: true };
    case 'restarted':
      extendDeadline(draft);
      return { ok: true };
    default:
      return decideHost(draft, command);
  }
}

/** @returns whether everything is done that is due */
function runDue(draft: Draft): boolean {
  if (draft.isFastForward) return true;
  for (let time; (time = nextDueAt(draft.state)) !== null && time <= draft.now;)
    if (!runNext(draft)) return false;
  return true;
}

function runNext(draft: Draft): boolean {
  const { state } = draft;
  const step = openStep(state);
  if (step && hasServerTurns(step)) return playServerTurns(draft);
  if (state.phase === 'watching') return playRound(draft);
  if (step) return closeStep(draft);
  openNextStep(draft);
  return true;
}

function extendDeadline(draft: Draft): void {
  const { state } = draft;
  const last = isRevealing(state) ? state.draws.opensAt : openStep(state)?.deadline;
  const deadline = draft.now + minLeftAfterRestart;
  if (state.phase === 'playing' && last != null && last < deadline)
    draft.emit({ type: 'deadline', deadline });
}
