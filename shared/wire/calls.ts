/** The Socket.IO contract: every call and message with its types, for both ends. docs/wire.md says it in words. */
import type { HostCommand, PlayerCommand, Reply as CommandReply } from '../session/command.ts';
import type { SessionEvent } from '../session/event.ts';
import type { Result } from '../session/result.ts';
import type { View } from '../view/views.ts';

export const wireVersion = 1;

/** What a client sends at every handshake, beside the room's code in the query. */
export interface Handshake {
  version: typeof wireVersion;
  role: 'player' | 'board' | 'host';
  /** a player's own key, or the host's */
  key?: string | undefined;
  /** the last seq that a board or host has; 0 where it is missing */
  after?: number | undefined;
}

export type PlayerCall = PlayerCommand['type'];
export type HostCall = HostCommand['type'];
export type Call = PlayerCall | HostCall | 'tail';

/** Refuses any field where there is none to give. */
type Fields<T> = keyof T extends never ? Record<string, never> : T;

/** The payload of each call: the fields of its command that the server does not know already. */
export type Requests = {
  [C in PlayerCommand as C['type']]: Fields<Omit<C, 'type' | 'player'>>;
} & {
  [C in HostCommand as C['type']]: Fields<Omit<C, 'type'>>;
} & { tail: { after: number } };

/** A call with its payload. */
export type Outgoing<C extends Call = Call> = { [N in C]: { name: N; payload: Requests[N] } }[C];

/** The acknowledgement of each call. */
export type Reply<C extends Call> = C extends 'tail'
  ? Result<{ events: SessionEvent[] }>
  : C extends PlayerCall | HostCall
    ? CommandReply<C>
    : never;

/** A batch of the log, for boards and hosts. */
export interface EventBatch {
  /** seq of the first event, or of the next one where there are none */
  from: number;
  now: number;
  events: SessionEvent[];
}

/** The payload of each message that the server sends by itself. */
export interface Messages {
  view: View;
  events: EventBatch;
  /** The connection is closed for good: its seat was opened elsewhere, or its player was removed. */
  goodbye: { code: 'replaced' | 'kicked' };
}

/** Socket.IO's event map of the client's calls. */
export type ClientToServer = {
  [C in Call]: (request: Requests[C], answer: (reply: Reply<C>) => void) => void;
};
