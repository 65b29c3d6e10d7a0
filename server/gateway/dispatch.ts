/** Dispatch of calls: checks limits, validates, submits commands, acknowledges and times. */
import type { Logger } from 'pino';
import type { HostCommand } from '../../shared/session/command.ts';
import { refuse, type Refusal, type Result } from '../../shared/session/result.ts';
import type { State } from '../../shared/session/state.ts';
import type { Reply } from '../../shared/wire/calls.ts';
import {
  isHostCall,
  isPlayerCall,
  parseHostCall,
  parsePlayerCall,
  parseTail,
} from '../../shared/wire/validate.ts';
import type { AdmittedClient } from './admission.ts';

export interface CallHooks {
  logger: Logger;
  /** Returns a refusal while the client is over its limit. */
  refuse(): Refusal | null;
  /** Refuses a host's command that leads to more than is left of the disk budget. */
  reserve(state: State, command: HostCommand): Refusal | null;
  /** Called after each refused call, except those over the limit, and those that the server could not handle. */
  refused(): void;
  /** Called when a device has got its seat, or has it already. */
  joined(): void;
  /** Called after each acknowledgement, with the time that the call took. */
  acknowledged(reply: Result, milliseconds: number): void;
}

type Answer = (reply: Result) => void;

/**
 * Handles one call. Every call is acknowledged, even an unknown one.
 *
 * @param args the payload and the acknowledgement function; either may be missing
 */
export function dispatch(client: AdmittedClient, name: string, args: unknown[], hooks: CallHooks): void {
  const received = performance.now();
  const last = args.at(-1);
  const acknowledge = typeof last === 'function' ? last : null;
  const payload = acknowledge && args.length === 1 ? undefined : args[0];
  const answer: Answer = (reply) => {
    if (!acknowledge) return;
    acknowledge(reply);
    hooks.acknowledged(reply, performance.now() - received);
  };
  const overLimit = hooks.refuse();
  if (overLimit) return answer({ ok: false, error: overLimit.error });
  const settle: Answer = (reply) => {
    if (!reply.ok && reply.error.code !== 'try_again') hooks.refused();
    answer(reply);
  };
  try {
    execute(client, name, payload, settle, hooks);
  } catch (error) {
    hooks.logger.error({ err: error, call: name }, 'call failed');
    settle(refuse('try_again', 'Something went wrong. Try again.'));
  }
}

function execute(
  client: AdmittedClient,
  name: string,
  payload: unknown,
  answer: Answer,
  { joined, logger, reserve }: CallHooks,
): void {
  const { room } = client;
  if (isPlayerCall(name)) {
    if (client.role !== 'player') return answer(refuse('not_joined', 'Only players can do this.'));
    const { keyHash } = client.device;
    const parsed = parsePlayerCall(name, payload, room.seatOf(keyHash));
    if (!parsed.ok) return answer(parsed);
    if (name !== 'join') return room.submit(parsed.value, answer);
    const seated: Answer = (reply) => {
      if (reply.ok) joined();
      answer(reply);
    };
    return room.submit(parsed.value, seated, keyHash);
  }
  if (isHostCall(name)) {
    if (client.role !== 'host') return answer(refuse('not_host', 'Only the host can do this.'));
    const parsed = parseHostCall(name, payload);
    if (!parsed.ok) return answer(parsed);
    const refusal = reserve(room.state, parsed.value);
    return refusal ? answer(refusal) : room.submit(parsed.value, answer);
  }
  if (name === 'tail') return void tail(client, payload, logger).then(answer);
  answer(refuse('unknown_command', 'The server does not know this command.'));
}

async function tail(client: AdmittedClient, payload: unknown, logger: Logger): Promise<Reply<'tail'>> {
  if (client.role === 'player') return refuse('not_host', 'Only boards and hosts read the log.');
  const parsed = parseTail(payload);
  if (!parsed.ok) return parsed;
  try {
    return { ok: true, events: await client.room.observers.after(parsed.value.after) };
  } catch (error) {
    logger.error({ err: error }, 'reading events for tail failed');
    return refuse('try_again', 'The log cannot be read now. Try again.');
  }
}
