/** Decides what a command does: the one door through which a session changes. */
import { commitmentOf } from '../secret.ts';
import type { Command, Reply } from '../command.ts';
import type { Config } from '../config.ts';
import { Draft, type Context, type Decision } from './draft.ts';
import { nextDueAt } from '../schedule.ts';
import type { SessionEvent } from '../event.ts';
import { decideHost } from './host.ts';
import { decidePlayer } from './players.ts';
import { comeOnline, goOffline } from './presence.ts';
import { openStep, type State } from '../state.ts';
import { closeStep, openNextStep, playRound } from './steps.ts';

/** After a restart of the server an open step has at least this long left. */
const leftAfterRestart = 10_000;

/** A new session: its first event. The secret itself stays out of the log until the end. */
export function createSession(
  session: { config: Config; title: string; code: string; secret: string; secretGiven: boolean },
  now: number,
): SessionEvent {
  const { secret, ...told } = session;
  return { seq: 1, at: now, type: 'created', commitment: commitmentOf(secret), ...told };
}

/**
 * Decides a command. What was due before it is done first, and what it makes due at once after it. The same state,
 * command and context give the same decision; drawing happens here, so that applying the events never draws.
 *
 * @returns the reply, the events (perhaps none, even with a refusal some), the state after them, and whether the
 * command is to be decided again on it
 */
export function decide(state: State, command: Command, context: Context): Decision {
  const draft = new Draft(state, context);
  if (command.type !== 'restarted') doWhatIsDue(draft);
  const answer = reply(draft, command);
  doWhatIsDue(draft);
  return draft.answer(answer);
}

function reply(draft: Draft, command: Command): Reply {
  switch (command.type) {
    case 'join':
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

function doWhatIsDue(draft: Draft): void {
  for (let time; (time = nextDueAt(draft.state)) !== null && time <= draft.now;) {
    if (draft.state.phase === 'watching') playRound(draft);
    else if (openStep(draft.state)) closeStep(draft);
    else openNextStep(draft);
  }
}

function extendDeadline(draft: Draft): void {
  const step = openStep(draft.state);
  const deadline = draft.now + leftAfterRestart;
  if (draft.state.phase !== 'playing' || step === null || step.deadline === null) return;
  if (step.deadline < deadline) draft.emit({ type: 'deadline', deadline });
}
