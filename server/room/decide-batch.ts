/** What the commands that wait in a room come to, each decided on the state that the ones before it leave. */
import type { Command } from '../../shared/session/command.ts';
import { decide } from '../../shared/session/rules/decide.ts';
import type { Context, Decision } from '../../shared/session/rules/draft.ts';
import { refuse, type Reply } from '../../shared/session/reply.ts';
import type { State } from '../../shared/session/state.ts';
import type { Seat } from '../store/port.ts';

/** A command in the queue; `keyHash` is the key for which it takes a seat, if it does. */
export interface PendingCommand {
  command: Command;
  keyHash: string | null;
  answer: (reply: Reply) => void;
}

/** Where commands are decided. */
export interface DecisionContext {
  state: State;
  context: Context;
  /** the player whose seat a key is, or null */
  seatOf: (keyHash: string) => number | null;
  /** hears of a fault in the rules: it costs one command, not the rooms of everybody */
  failed: (error: unknown, command: Command) => void;
}

/** @returns a decision for each command, and the seats that are taken by them */
export function decideBatch(
  batch: readonly PendingCommand[],
  ground: DecisionContext,
): { decisions: Decision[]; seats: Seat[] } {
  const seats: Seat[] = [];
  let { state } = ground;
  const decisions = batch.map(({ command, keyHash }) => {
    const taken = seats.find((one) => one.keyHash === keyHash)?.player;
    const seat = taken ?? (keyHash === null ? null : ground.seatOf(keyHash));
    const asked = seat === null ? command : ({ ...command, player: seat } as Command);
    const decision = decideOne(state, asked, ground);
    const { reply } = decision;
    if (keyHash !== null && seat === null && reply.ok)
      seats.push({ keyHash, player: reply['player'] as number });
    state = decision.state;
    return decision;
  });
  return { decisions, seats };
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
