/** Batch decision: decides pending commands one after the other, without I/O. */
import type { Command, Reply } from '../../shared/session/command.ts';
import { refuse } from '../../shared/session/result.ts';
import { decide } from '../../shared/session/rules/decide.ts';
import type { Context, Decision } from '../../shared/session/rules/draft.ts';
import type { State } from '../../shared/session/state.ts';
import type { Seat } from '../store/port.ts';

/** A queued command; `keyHash` is the key that a join gives a seat. */
export interface PendingCommand {
  command: Command;
  keyHash: string | null;
  answer: (reply: Reply) => void;
  /** whether it was decided in part already */
  isContinued?: boolean;
}

export interface DecisionContext {
  state: State;
  context: Context;
  /** the player whose device has a key, or null */
  seatOf: (keyHash: string) => number | null;
  /** Called where the rules throw: the fault fails one command, not the server. */
  failed: (error: unknown, command: Command) => void;
}

/** @returns a decision for each command, and the new seats */
export function decideBatch(
  batch: readonly PendingCommand[],
  context: DecisionContext,
): { decisions: Decision[]; seats: Seat[] } {
  const seats: Seat[] = [];
  let { state } = context;
  const decisions = batch.map(({ command, keyHash }) => {
    const seatInBatch = seats.find((seat) => seat.keyHash === keyHash)?.player;
    const seat = seatInBatch ?? (keyHash === null ? null : context.seatOf(keyHash));
    const decision = decideOne(state, withSeat(command, seat), context);
    const joined = keyHash === null ? undefined : decision.events.find(({ type }) => type === 'joined');
    if (keyHash !== null && joined?.type === 'joined') seats.push({ keyHash, player: joined.player });
    state = decision.state;
    return decision;
  });
  return { decisions, seats };
}

function withSeat(command: Command, seat: number | null): Command {
  return command.type === 'join' && seat !== null ? { ...command, player: seat } : command;
}

function decideOne(state: State, command: Command, { context, failed }: DecisionContext): Decision {
  try {
    return decide(state, command, context);
  } catch (error) {
    failed(error, command);
    const reply = refuse('server_error', 'Something went wrong on the server.');
    return { reply, isPartial: false, events: [], state };
  }
}
