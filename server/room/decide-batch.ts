/** Batch decision: pending commands, each decided on the state that the ones before it leave. */
import type { Command, Reply } from '../../shared/session/command.ts';
import { refuse } from '../../shared/session/result.ts';
import { decide } from '../../shared/session/rules/decide.ts';
import type { Context, Decision } from '../../shared/session/rules/draft.ts';
import type { State } from '../../shared/session/state.ts';
import type { Seat } from '../store/port.ts';

/** A command in the queue; `keyHash` is the key for which it takes a seat, if it does. */
export interface PendingCommand {
  command: Command;
  keyHash: string | null;
  answer: (reply: Reply) => void;
}

export interface DecisionContext {
  state: State;
  context: Context;
  /** the player whose seat a key is, or null */
  seatOf: (keyHash: string) => number | null;
  /** hears of a fault in the rules: it costs one command, not the rooms of everybody */
  failed: (error: unknown, command: Command) => void;
}

/** @returns a decision for each command, and the seats that they take */
export function decideBatch(
  batch: readonly PendingCommand[],
  context: DecisionContext,
): { decisions: Decision[]; seats: Seat[] } {
  const seats: Seat[] = [];
  let { state } = context;
  const decisions = batch.map(({ command, keyHash }) => {
    const taken = seats.find((seat) => seat.keyHash === keyHash)?.player;
    const seat = taken ?? (keyHash === null ? null : context.seatOf(keyHash));
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
